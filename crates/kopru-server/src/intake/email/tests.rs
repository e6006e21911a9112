//! Messages as the programs write them that people use, in the ways in which they are broken, and at random.

use super::*;
use crate::limits::EMAIL_TEXT_BYTES_MAX;
use proptest::prelude::*;

fn mail(text: &str) -> Email {
    read(text.replace('\n', "\r\n").as_bytes()).unwrap_or_else(|fault| panic!("{fault:?}: {text}"))
}

fn at(text: &str) -> Moment {
    Moment::parse(text).expect("a moment")
}

/// As Gmail writes an answer: quoted-printable UTF-8, beside a formatted part, the quotation marked.
const GMAIL: &str = "\
MIME-Version: 1.0
Date: Mon, 2 Mar 2026 14:05:09 +0300
Message-ID: <CAKx+7y=8Qw@mail.gmail.com>
In-Reply-To: <b7f0@us.example>
References: <a1@us.example> <b7f0@us.example>
Subject: =?UTF-8?Q?Re=3A_Teklifiniz_hakk=C4=B1nda?=
From: =?UTF-8?Q?Ada_Yal=C4=B1n?= <Ada.Yalin@Acme.example>
To: Deniz Arslan <deniz@us.example>
Cc: Ekip <ekip@acme.example>, \"Stone, Bob\" <bob@acme.example>
Content-Type: multipart/alternative; boundary=\"0000000000a1\"

--0000000000a1
Content-Type: text/plain; charset=\"UTF-8\"
Content-Transfer-Encoding: quoted-printable

Merhaba Deniz,

B=C3=BCt=C3=A7emiz 40.000 TL, karar=C4=B1 nisanda veriyoruz. Per=C5=9Fembe =
g=C3=BCn=C3=BC uygun mu?

Ada

Deniz Arslan <deniz@us.example>, 2 Mar 2026 Pzt, 11:30 tarihinde =C5=9Funu =
yazd=C4=B1:

> Merhaba Ada Han=C4=B1m,
> teklifimiz ektedir.
>

--0000000000a1
Content-Type: text/html; charset=\"UTF-8\"

<div dir=\"ltr\">Merhaba Deniz, ...</div>
--0000000000a1--
";

#[test]
fn an_answer_from_gmail_says_who_when_and_what_without_what_it_quotes() {
    let it = mail(GMAIL);
    assert_eq!(it.id, "CAKx+7y=8Qw@mail.gmail.com");
    assert_eq!(it.in_reply_to.as_deref(), Some("b7f0@us.example"));
    assert_eq!(it.from, ["ada.yalin@acme.example"]);
    assert_eq!(it.to, ["deniz@us.example", "ekip@acme.example", "bob@acme.example"]);
    // 14:05:09 in Turkey, three hours ahead.
    assert_eq!(it.at, at("2026-03-02T11:05:09Z"));
    assert_eq!(it.subject, "Re: Teklifiniz hakkında");
    assert_eq!(
        it.words,
        "Merhaba Deniz,\n\nBütçemiz 40.000 TL, kararı nisanda veriyoruz. Perşembe günü uygun mu?\n\nAda"
    );
    assert_eq!((it.sort, it.failed.len(), it.attached), (Sort::Personal, 0, None));
}

#[test]
fn an_answer_from_outlook_ends_where_the_block_of_the_other_message_begins() {
    let head = |language: &str| {
        format!(
            "From: Ada Lovelace <ada@acme.example>\nTo: deniz@us.example\nSubject: RE: Offer\nDate: Mon, 02 Mar 2026 11:05:09 +0000\nMessage-ID: <AM0PR@eurprd.outlook.com>\nContent-Language: {language}\nContent-Type: text/plain; charset=\"utf-8\"\n"
        )
    };
    let english = mail(&format!(
        "{}\nThursday works. From: our side two people join.\n\n________________________________\nFrom: Deniz Arslan <deniz@us.example>\nSent: Monday, March 2, 2026 10:00 AM\nTo: Ada Lovelace\nSubject: Offer\n\nDear Ada, here it is.\n",
        head("en")
    ));
    assert_eq!(english.words, "Thursday works. From: our side two people join.");
    let original = mail(&format!("{}\nFine.\n\n-----Original Message-----\nFrom: Deniz\nDear Ada\n", head("en")));
    assert_eq!(original.words, "Fine.");
    for block in [
        "Kimden: Deniz Arslan <deniz@us.example>\nGönderilme: 2 Mart 2026 Pazartesi 10:00\nKime: Ada\nKonu: Teklif\n",
        "*Gönderen:* Deniz Arslan\n*Tarih:* 2 Mart 2026\n*Kime:* Ada\n",
        "-----Özgün İleti-----\nKimden: Deniz\n",
    ] {
        let turkish = mail(&format!("{}\nPerşembe olur.\n\n{block}\nSayın Ada,\n", head("tr")));
        assert_eq!(turkish.words, "Perşembe olur.", "{block}");
    }
}

#[test]
fn an_answer_from_apple_mail_keeps_what_stands_between_and_below_the_quotation() {
    let head = "From: ada@acme.example\nTo: deniz@us.example\nDate: Mon, 2 Mar 2026 14:05:09 +0300\nMessage-Id: <7C1D@acme.example>\nContent-Type: text/plain;\n\tcharset=us-ascii\nContent-Transfer-Encoding: 7bit\n\n";
    let inline = "Hi,\n\n> On 2 Mar 2026, at 11:00, Deniz Arslan <deniz@us.example> wrote:\n>\n> What is your budget?\n\nAbout 40 000.\n\n> And who decides?\n\nI do.\n";
    assert_eq!(mail(&format!("{head}{inline}")).words, "Hi,\n\nAbout 40 000.\n\nI do.");
    let below = "On 2 Mar 2026, at 11:00, Deniz Arslan\n<deniz@us.example> wrote:\n\n> Who decides?\n\nI do.\n";
    assert_eq!(mail(&format!("{head}{below}")).words, "I do.");
    let turkish = "Ben.\n\nDeniz Arslan <deniz@us.example> şunları yazdı (2 Mar 2026 11:00):\n\n> Kim karar veriyor?\n";
    let utf8 = head.replace("us-ascii", "utf-8").replace("7bit", "8bit");
    assert_eq!(mail(&format!("{utf8}{turkish}")).words, "Ben.");
    // What looks like such a line and is none stays.
    let own = "On Monday she wrote:\nnothing.\n";
    assert_eq!(mail(&format!("{head}{own}")).words, "On Monday she wrote:\nnothing.");
}

#[test]
fn turkish_is_read_in_every_charset_that_it_is_written_in() {
    let wanted = "İğneli fıçı, şöyle ÇÖĞÜŞ";
    // The same letters in windows-1254 and in iso-8859-9, which are one for them.
    let bytes: Vec<u8> = wanted
        .chars()
        .map(|it| match it {
            'İ' => 0xDD,
            'ı' => 0xFD,
            'ğ' => 0xF0,
            'Ğ' => 0xD0,
            'ş' => 0xFE,
            'Ş' => 0xDE,
            other => u8::try_from(u32::from(other)).expect("a letter of Latin 1"),
        })
        .collect();
    for charset in ["windows-1254", "iso-8859-9", "ISO-8859-9"] {
        let head = |encoding: &str| {
            format!(
                "From: ada@acme.example\r\nDate: Mon, 2 Mar 2026 14:05:09 +0300\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n"
            )
        };
        let quoted: String = bytes.iter().map(|it| format!("={it:02X}")).collect();
        let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &bytes);
        let subject = format!("Subject: =?{charset}?B?{encoded}?=\r\n");
        let mut plain = format!("{}{subject}\r\n", head("8bit")).into_bytes();
        plain.extend_from_slice(&bytes);
        for message in [
            plain,
            format!("{}{subject}\r\n{quoted}\r\n", head("quoted-printable")).into_bytes(),
            format!("{}{subject}\r\n{encoded}\r\n", head("base64")).into_bytes(),
        ] {
            let it = read(&message).expect("a message");
            assert_eq!((it.words.as_str(), it.subject.as_str()), (wanted, wanted), "{charset}");
        }
    }
}

#[test]
fn a_formatted_message_without_a_plain_part_is_read_line_by_line() {
    let it = mail(
        "From: ada@acme.example
To: deniz@us.example
Date: Mon, 2 Mar 2026 14:05:09 +0300
Message-ID: <h1@acme.example>
Content-Type: text/html; charset=utf-8

<html><head><style>p > b { color: red }</style><title>No</title></head><body><!-- <div>hidden</div> -->
<div>Merhaba &amp; selam,</div><div><br></div><div>fiyat &lt; 40&nbsp;000 olmal\u{131}.</div><ul><li>bir</li><li>iki</li></ul>
<div class=\"gmail_quote\"><div>On Mon, Mar 2, 2026 at 11:00 AM Deniz &lt;deniz@us.example&gt; wrote:<br></div>
<blockquote><div>Dear Ada,</div><blockquote>older</blockquote><div>our offer</div></blockquote></div></body></html>
",
    );
    assert_eq!(it.words, "Merhaba & selam,\n\nfiyat < 40 000 olmalı.\n\nbir\n\niki");
}

#[test]
fn parts_within_parts_are_read_and_attachments_are_not() {
    let it = mail(
        "From: ada@acme.example
To: deniz@us.example
Date: Mon, 2 Mar 2026 14:05:09 +0300
Message-ID: <n1@acme.example>
Content-Type: multipart/mixed; boundary=A

--A
Content-Type: multipart/related; boundary=B

--B
Content-Type: multipart/alternative; boundary=C

--C
Content-Type: text/plain; charset=utf-8

The plan is attached.
--C
Content-Type: text/html; charset=utf-8

<p>The plan is <b>attached</b>.</p>
--C--
--B
Content-Type: image/png; name=logo.png
Content-Transfer-Encoding: base64
Content-ID: <logo>

iVBORw0KGgo=
--B--
--A
Content-Type: text/csv; name=plan.csv
Content-Disposition: attachment; filename=plan.csv

secret;7
--A--
",
    );
    assert_eq!(it.words, "The plan is attached.");
}

#[test]
fn what_is_forwarded_is_not_the_senders_word_and_is_found_as_an_attachment() {
    let inline = mail(
        "From: deniz@us.example\nTo: log@us.example\nDate: Mon, 2 Mar 2026 14:05:09 +0300\nMessage-ID: <f1@us.example>\n\nFor the log.\n\n---------- Forwarded message ---------\nFrom: Ada <ada@acme.example>\nDate: Mon, Mar 2, 2026 at 11:00 AM\nSubject: Offer\nTo: Deniz\n\nHow much?\n",
    );
    assert_eq!((inline.words.as_str(), inline.attached), ("For the log.", None));
    let attached = mail(
        "From: deniz@us.example
To: log@us.example
Date: Mon, 2 Mar 2026 14:05:09 +0300
Message-ID: <f2@us.example>
Content-Type: multipart/mixed; boundary=A

--A
Content-Type: text/plain

See below.
--A
Content-Type: message/rfc822
Content-Disposition: attachment; filename=offer.eml

From: Ada <ada@acme.example>
To: deniz@us.example
Date: Mon, 2 Mar 2026 11:00:00 +0300
Message-ID: <o1@acme.example>
Subject: Offer

How much?
--A--
",
    );
    let inner = attached.attached.expect("a message within");
    assert_eq!((inner.id.as_str(), inner.words.as_str()), ("o1@acme.example", "How much?"));
    assert_eq!((inner.from, inner.at), (vec!["ada@acme.example".to_owned()], at("2026-03-02T08:00:00Z")));
    assert_eq!(attached.words, "See below.");
}

#[test]
fn machines_are_told_from_people_by_what_they_say_of_themselves() {
    let sort = |line: &str| {
        mail(&format!("From: ada@acme.example\nDate: Mon, 2 Mar 2026 14:05:09 +0300\n{line}\n\nI am away.\n")).sort
    };
    for line in [
        "Auto-Submitted: auto-replied",
        "auto-submitted: Auto-Generated; owner-email=\"ada@acme.example\"",
        "X-Autoreply: yes",
        "X-Autorespond: Out of office",
        "Precedence: auto_reply",
    ] {
        assert_eq!(sort(line), Sort::AutoReply, "{line}");
    }
    assert_eq!(sort("Precedence: Bulk"), Sort::Bulk);
    for line in ["Auto-Submitted: no", "Auto-Submitted: No (a person)", "Precedence: list", "X-Mailer: Autoreply"] {
        assert_eq!(sort(line), Sort::Personal, "{line}");
    }
}

const BOUNCE: &str = "\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.us.example>
To: deniz@us.example
Subject: Undelivered Mail Returned to Sender
Date: Mon, 2 Mar 2026 14:05:09 +0300
Message-ID: <b1@mx.us.example>
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary=R

--R
Content-Type: text/plain; charset=us-ascii

I could not deliver it.
--R
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.us.example

Final-Recipient: rfc822; ada@ACME.example
Original-Recipient: rfc822;ada@acme.example
Action: failed
Status: 5.1.1

Final-Recipient: rfc822; bob@acme.example
Action: delayed
Status: 4.4.1

--R
Content-Type: message/rfc822

From: deniz@us.example
To: ada@acme.example
Date: Mon, 2 Mar 2026 14:05:00 +0300
Message-ID: <x@us.example>

Hello
--R--
";

#[test]
fn a_bounce_names_whom_a_message_could_not_be_brought_to_for_good() {
    let it = mail(BOUNCE);
    assert_eq!((it.sort, it.failed), (Sort::Bounce, vec!["ada@acme.example".to_owned()]));
    assert_eq!(it.attached, None, "what was sent is no message that is forwarded");
    let gmail = mail(
        "From: mailer-daemon@googlemail.com\nDate: Mon, 2 Mar 2026 14:05:09 +0300\nX-Failed-Recipients: ada@acme.example, Bob@acme.example\n\nNot found\n",
    );
    assert_eq!(gmail.failed, ["ada@acme.example", "bob@acme.example"]);
}

#[test]
fn what_is_no_message_or_lacks_something_is_refused_with_its_reason() {
    let date = "Date: Mon, 2 Mar 2026 14:05:09 +0300\n";
    for (text, wanted) in [
        ("", NoEmail::Unreadable),
        ("Dear Ada,\nhow much is it?\n", NoEmail::Unreadable),
        ("<html><body>From: x</body></html>", NoEmail::Unreadable),
        ("From: ada@acme.example\nSubject: x\n\ny\n", NoEmail::NoDate),
        ("From: ada@acme.example\nDate: yesterday\n\ny\n", NoEmail::NoDate),
        ("From: ada@acme.example\nDate: Mon, 31 Feb 2026 14:05:09 +0300\n\ny\n", NoEmail::NoDate),
        ("From: ada@acme.example\nDate: Mon, 2 Mar 2026 25:05:09 +0300\n\ny\n", NoEmail::NoDate),
        (&format!("{date}To: ada@acme.example\n\ny\n"), NoEmail::NoSender),
        (&format!("{date}From: undisclosed\n\ny\n"), NoEmail::NoSender),
        (&format!("{date}From: @acme.example\n\ny\n"), NoEmail::NoSender),
    ] {
        assert_eq!(read(text.as_bytes()), Err(wanted), "{text}");
    }
    let all = |count: usize| {
        let to: Vec<String> = (0..count).map(|it| format!("a{it}@acme.example")).collect();
        format!("{date}From: ada@acme.example\nTo: {}\nCc: {}\n\ny\n", to[1..].join(", "), to[0])
    };
    assert_eq!(read(all(100).as_bytes()).map(|it| it.to.len()), Ok(100));
    assert_eq!(read(all(101).as_bytes()), Err(NoEmail::TooManyAddresses));
    assert_eq!(read(&vec![b'x'; EMAIL_BYTES_MAX + 1]), Err(NoEmail::TooLarge));
}

#[test]
fn broken_headers_cost_no_more_than_what_is_broken() {
    let it = mail(
        "From ada@acme.example Mon Mar  2 14:05:09 2026
From: \"Ada \"Byron\" Lovelace\" <ada@acme.example
To: nobody, <deniz@us.example>, deniz@us.example, =?utf-8?Q?broken=ZZ?= <bob@us.example>
Subject: =?UTF-8?B?not base64!
 folded
This line is none
Date: Mon, 2 Mar 2026 14:05:60 +0300
Content-Type: text/plain; charset=klingon-8
Content-Transfer-Encoding: base32

Hello
",
    );
    assert_eq!(it.from, ["ada@acme.example"]);
    assert_eq!(it.to, ["deniz@us.example", "bob@us.example"]);
    // A second that was put in is the last one of its minute.
    assert_eq!((it.at, it.words.as_str()), (at("2026-03-02T11:05:59Z"), "Hello"));
    // Without an id of its own it has one of what it says, which is the same for the same words alone.
    let own = |words: &str| mail(&format!("From: a@x.example\nDate: Mon, 2 Mar 2026 14:05:09 +0300\n\n{words}\n")).id;
    assert_eq!(own("one").len(), 32);
    assert_eq!(own("one"), own("one"));
    assert_ne!(own("one"), own("two"));
    let nul = mail("From: a@x.example\nDate: Mon, 2 Mar 2026 14:05:09 +0300\nSubject: a\u{0}b\n\nc\u{0}d\u{7}\te\n");
    assert_eq!((nul.subject.as_str(), nul.words.as_str()), ("ab", "cd\te"));
}

#[test]
fn what_is_made_to_burden_whoever_reads_it_is_refused_or_read_no_further() {
    let head = "From: ada@acme.example\r\nDate: Mon, 2 Mar 2026 14:05:09 +0300\r\n";
    let of = |before: &str, level: &str| {
        let text = format!("{head}{before}{}", level.repeat(EMAIL_BYTES_MAX / 2 / level.len()));
        read(text.as_bytes()).map(|it| it.words.len())
    };
    let mixed = "Content-Type: multipart/mixed; boundary=A\r\n\r\n";
    // Parts within parts, parts beside parts, heads without end.
    assert_eq!(of(mixed, &format!("--A\r\n{mixed}")), Err(NoEmail::TooManyParts));
    assert_eq!(of(mixed, "--A\r\n"), Err(NoEmail::TooManyParts));
    assert_eq!(of("", "X:\r\n"), Err(NoEmail::TooManyParts));
    assert_eq!(of("To: ", "a@b.example, "), Err(NoEmail::TooManyParts));
    assert_eq!(of(&format!("{mixed}--A\r\n"), "X:\r\n"), Err(NoEmail::TooManyParts));
    // Of messages within messages one is looked at.
    assert_eq!(of("", "Content-Type: message/rfc822\r\n\r\n"), Ok(0));
    assert_eq!(of("", "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"), Ok(0));
    // Quotations within quotations, and lines that begin nothing.
    let html = "Content-Type: text/html\r\n\r\n";
    for (before, level) in
        [(html, "<blockquote><div>x"), (html, "<"), (html, "&#"), ("\r\n", "> x\r\n"), ("\r\n", "\r\n")]
    {
        assert_eq!(of(before, level).map(|it| it <= EMAIL_TEXT_BYTES_MAX), Ok(true), "{level}");
    }
    for level in ["From:\r\n\r\n", "______\r\n\r\n", "on \r\n", "a@b yazdı\r\n"] {
        assert!(of("\r\n", level).is_ok(), "{level}");
    }
    // At the limits.
    let parts = |count: usize| format!("{head}{mixed}{}--A--\r\n", "--A\r\n\r\nx\r\n".repeat(count));
    assert_eq!(read(parts(499).as_bytes()).map(|it| it.words.lines().count()), Ok(499));
    assert_eq!(read(parts(500).as_bytes()), Err(NoEmail::TooManyParts));
}

/// Pieces that messages are made of, so that random ones come near to real ones.
const PIECES: [&str; 24] = [
    "From: ada@acme.example\r\n",
    "Date: Mon, 2 Mar 2026 14:05:09 +0300\r\n",
    "Date: ",
    "To: a@b.example, ",
    "Content-Type: multipart/mixed; boundary=A\r\n",
    "Content-Type: multipart/report; boundary=A\r\n",
    "Content-Type: message/rfc822\r\n",
    "Content-Type: message/delivery-status\r\n",
    "Content-Type: text/html; charset=utf-16\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "Content-Transfer-Encoding: quoted-printable\r\n",
    "\r\n\r\n",
    "--A\r\n",
    "--A--",
    "=?UTF-8?B?",
    "?=",
    "<blockquote>",
    "</div>",
    "<!--",
    "&#x",
    "> ",
    "On 2 Mar a@b wrote:\r\n",
    "Action: failed\r\nFinal-Recipient: rfc822;",
    "yazdı (",
];

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&bytes);
        let mut message = b"From: ada@acme.example\r\nDate: Mon, 2 Mar 2026 14:05:09 +0300\r\n".to_vec();
        message.extend_from_slice(&bytes);
        let _ = read(&message);
    }

    #[test]
    fn no_mixture_of_the_parts_of_messages_makes_the_reader_panic(
        parts in proptest::collection::vec((0..PIECES.len(), proptest::collection::vec(any::<u8>(), 0..6)), 0..40),
        formatted in any::<bool>(),
    ) {
        let mut message = Vec::new();
        if formatted {
            message.extend_from_slice(b"From: a@b.example\r\nDate: Mon, 2 Mar 2026 14:05:09 +0300\r\nContent-Type: text/html\r\n\r\n");
        }
        for (piece, bytes) in parts {
            message.extend_from_slice(PIECES[piece].as_bytes());
            message.extend_from_slice(&bytes);
        }
        if let Ok(it) = read(&message) {
            prop_assert!(!it.from.is_empty());
            let told = |it: char| it.is_control() && !matches!(it, '\n' | '\t');
            prop_assert!(!it.words.contains(told) && !it.subject.contains(told));
        }
    }
}
