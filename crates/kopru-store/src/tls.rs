//! Encrypted connections to PostgreSQL.
//!
//! `sslmode=require` checks the server's certificate, against the machine's authorities or the given one. The default,
//! `prefer`, encrypts when the server offers it and checks nothing: who can stand in between could as well refuse to
//! encrypt.

use crate::error::{Result, StoreError};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// What makes connections. `anyone`: encrypt, whoever answers. `root`: the file of the authority to trust.
pub(crate) fn connector(anyone: bool, root: Option<&str>) -> Result<MakeRustlsConnect> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|fault| StoreError::Unusable(format!("no encryption: {fault}")))?;
    let config = if anyone && root.is_none() {
        builder.dangerous().with_custom_certificate_verifier(Arc::new(Anyone(provider))).with_no_client_auth()
    } else {
        builder.with_root_certificates(roots(root)?).with_no_client_auth()
    };
    Ok(MakeRustlsConnect::new(config))
}

fn roots(root: Option<&str>) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    match root {
        Some(file) => {
            let wrong = |why: String| StoreError::Unusable(format!("cannot read certificates from {file}: {why}"));
            let found = CertificateDer::pem_file_iter(file).map_err(|fault| wrong(fault.to_string()))?;
            for certificate in found {
                let certificate = certificate.map_err(|fault| wrong(fault.to_string()))?;
                roots.add(certificate).map_err(|fault| wrong(fault.to_string()))?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    Ok(roots)
}

/// Takes any certificate; signatures are still checked.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
