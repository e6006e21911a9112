//! Whose name the server runs under: PostgreSQL refuses root, so root lends it the account of somebody without rights.

use crate::command;
use std::process::Command;

/// An account of the machine, by its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// The user.
    pub uid: u32,
    /// Their group.
    pub gid: u32,
}

/// Whether we are root.
pub fn is_root() -> Result<bool, String> {
    Ok(command::output(Command::new("id").arg("-u"))?.trim() == "0")
}

/// Somebody without rights; `nobody` rather than `postgres`, who may own a database that is in use.
pub fn without_rights() -> Result<Account, String> {
    let path = "/etc/passwd";
    let text = std::fs::read_to_string(path).map_err(|fault| format!("{path}: {fault}"))?;
    let found = ["nobody", "postgres", "daemon"].iter().find_map(|name| named(&text, name));
    found.ok_or_else(|| format!("PostgreSQL does not run as root, and {path} knows no `nobody` to run it as"))
}

/// Reads lines such as `nobody:x:65534:65534:…`. macOS writes large numbers as negative ones. Root is nobody's account.
fn named(passwd: &str, name: &str) -> Option<Account> {
    let number = |text: &str| -> Option<u32> {
        let signed = text.parse::<i32>().ok().filter(|number| *number < 0);
        signed.map(i32::cast_unsigned).or_else(|| text.parse().ok())
    };
    let fields = passwd.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let accounts = fields.filter_map(|fields| match fields.as_slice() {
        [known, _, uid, gid, ..] if *known == name => Some(Account { uid: number(uid)?, gid: number(gid)? }),
        _ => None,
    });
    accounts.into_iter().find(|account| account.uid != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_read_by_its_whole_name() {
        let passwd = "root:x:0:0:root:/:/bin/sh\nnobody2:x:7:8::/:/bin/sh\n# a remark\n\nnobody:x:65534:65533:nobody:/:/bin/no\n";
        assert_eq!(named(passwd, "nobody"), Some(Account { uid: 65534, gid: 65533 }));
        assert_eq!(named(passwd, "postgres"), None);
    }

    #[test]
    fn negative_numbers_are_large_ones_and_root_and_broken_lines_are_not_taken() {
        let nobody = Account { uid: u32::MAX - 1, gid: u32::MAX - 1 };
        assert_eq!(named("nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false\n", "nobody"), Some(nobody));
        assert_eq!(named("nobody:x:0:0::/:/bin/sh\n", "nobody"), None);
        assert_eq!(named("nobody:x:many:1::/:/bin/sh\nnobody:x\n", "nobody"), None);
    }
}
