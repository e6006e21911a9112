//! A file as it comes from a browser: a form of parts (RFC 7578), written to the disk while it comes.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use multer::{Constraints, Field, Multipart, SizeLimit};
use std::fs::File;
use std::io::{self, Write};
use tokio::sync::mpsc;

/// Pieces of a file that wait to be written.
const PIECES_AHEAD: usize = 8;
/// Letters of a file's name.
const NAME_CHARS_MAX: usize = 200;
/// What the part is called that holds the file.
const PART: &str = "file";

/// A file that came.
#[derive(Debug)]
pub struct Received {
    /// What it is called.
    pub name: String,
    /// How large it is.
    pub bytes: u64,
    /// It itself.
    pub file: File,
}

/// Why no file came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// None was chosen, or nothing is in it.
    Nothing,
    /// It is larger than a file may be.
    TooLarge,
    /// The connection broke off, or what came is no form.
    Broken,
    /// A workbook or another archive, not a table as text.
    Archive,
    /// There is no room for it.
    NoRoom,
}

impl Refused {
    /// Its stable code.
    pub fn code(self) -> &'static str {
        match self {
            Refused::Nothing => "no_file",
            Refused::TooLarge => "file_too_large",
            Refused::Broken => "file_broke_off",
            Refused::Archive => "file_is_workbook",
            Refused::NoRoom => "no_room_for_file",
        }
    }
}

/// Reads a form that brings a file of at most so many bytes.
///
/// # Errors
/// [`Refused`]; nothing is left of the file then.
pub async fn received(headers: &HeaderMap, body: Body, most: u64) -> Result<Received, Refused> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(|_| Refused::Nothing)?;
    let sizes = SizeLimit::new().whole_stream(most + (64 << 10)).for_field(PART, most);
    let limits = Constraints::new().allowed_fields(vec![PART]).size_limit(sizes);
    let mut form = Multipart::with_constraints(body.into_data_stream(), boundary, limits);
    let field = form.next_field().await.map_err(fault)?.ok_or(Refused::Nothing)?;
    let name: String = field.file_name().unwrap_or_default().chars().take(NAME_CHARS_MAX).collect();
    // Some browsers send the folder too.
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim().to_owned();
    let (bytes, file) = written(field).await?;
    if name.is_empty() || bytes == 0 {
        return Err(Refused::Nothing);
    }
    Ok(Received { name, bytes, file })
}

async fn written(mut field: Field<'_>) -> Result<(u64, File), Refused> {
    let (pieces, mut coming) = mpsc::channel::<Vec<u8>>(PIECES_AHEAD);
    let writing = tokio::task::spawn_blocking(move || -> io::Result<File> {
        let mut file = tempfile::tempfile()?;
        while let Some(piece) = coming.blocking_recv() {
            file.write_all(&piece)?;
        }
        Ok(file)
    });
    let (mut bytes, mut begin) = (0, Vec::new());
    let came = loop {
        match field.chunk().await {
            Ok(None) => break Ok(()),
            Ok(Some(piece)) => {
                bytes += piece.len() as u64;
                if begin.len() < 4 {
                    begin.extend(piece.iter().take(4));
                }
                // An archive: workbooks are such ones.
                if begin.starts_with(b"PK\x03\x04") {
                    break Err(Refused::Archive);
                }
                // Who no longer writes says why below.
                if pieces.send(piece.to_vec()).await.is_err() {
                    break Ok(());
                }
            }
            Err(it) => break Err(fault(it)),
        }
    };
    drop(pieces);
    let file = writing.await.map_err(|_| Refused::Broken)?;
    came?;
    Ok((bytes, file.map_err(|_| Refused::NoRoom)?))
}

fn fault(it: multer::Error) -> Refused {
    match it {
        multer::Error::FieldSizeExceeded { .. } | multer::Error::StreamSizeExceeded { .. } => Refused::TooLarge,
        _ => Refused::Broken,
    }
}
