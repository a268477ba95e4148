"""The sentence and the fix for each reason of a check of certificate files, by requirement or point of hygiene.

What stands in braces is filled in by the check. A fix that is empty is that of the catalogue, or none is needed.
"""

BUILD = "omelog chain build {file} -o {out}"  # what makes a chain of this file
REBUILD = f"write it as Base64: {BUILD}"
EXPORT = "export this certificate again as Base 64 (PEM) and put it in the place of the damaged one"
REISSUE = "have the certificate issued again from the same CSR"

_LOST = ("it depends on a certificate that cannot be read", "")
_SINGLE = ("not asked of a single server certificate", "")

FORMS = {
    "pem": "Base64",
    "base64": "Base64 without BEGIN and END",
    "pkcs7-pem": "PKCS#7 in Base64",
    "empty": "nothing",
    "der": "DER",
    "ders": "DER, several in a row",
    "pkcs7": "PKCS#7",
    "pkcs7-other": "PKCS#7 without certificates",
    "pkcs12": "PKCS#12",
    "utf-16": "UTF-16 text",
    "utf-32": "UTF-32 text",
    "json": "Base64 in a JSON string",
    "jks": "Java key store",
    "sst": "Microsoft serialized store (.sst)",
    "zip": "archive",
    "compressed": "compressed file",
    "word": "Word document",
    "pdf": "PDF",
    "html": "HTML page",
    "rtf": "RTF document",
    "ssh": "SSH key",
    "dump": "printed certificate, not the certificate itself",
    "csr": "certificate signing request",
    "crl": "revocation list",
    "key": "private key",
    "other": "unknown",
}

_BUILDS = "omelog chain build writes it as Base64"
_NAMED = "give the certificates themselves, each exported as Base 64 (PEM)"

ENCODING = {
    "base64": ("Base64 (PEM) blocks", ""),
    "text": ("there is text between the blocks, which is passed over", ""),
    "dump": ("there is a printed certificate beside the blocks, which is passed over", ""),
    "bom": ("there is a byte order mark before a BEGIN; whether OME takes it is not known", REBUILD),
    "trailing": ("there are blanks at the ends of lines; whether OME takes them is not known", REBUILD),
    "blanks": ("there are blanks within lines of Base64; whether OME takes them is not known", REBUILD),
    "carriage-returns": ("lines end in a carriage return alone; whether OME takes that is not known", REBUILD),
    "x509-label": ("a block is labelled X509 CERTIFICATE; whether OME takes that is not known", REBUILD),
    "indented": ("blocks are indented; whether OME takes that is not known", REBUILD),
    "nuls": ("there are NUL bytes behind the end; whether OME takes them is not known", REBUILD),
    "other-block": ("there is a block {label} among the certificates; whether OME takes that is not known", REBUILD),
    "other-damaged": ("a block {label} is damaged", "leave it out: the file is to hold certificates alone"),
    "glued": ("an END and the next BEGIN stand on one line, so that a certificate is passed over", REBUILD),
    "one-line": ("BEGIN, Base64 and END do not stand on lines of their own", REBUILD),
    "in-line": ("a BEGIN stands in the middle of a line", REBUILD),
    "blank-lines": ("there are blank lines within the Base64", REBUILD),
    "trusted": ("a block is labelled TRUSTED CERTIFICATE, which is OpenSSL's own form", REBUILD),
    "json": ("a JSON string, its line breaks written as \\n", REBUILD),
    "der": (f"DER, which OME does not take; {_BUILDS}", REBUILD),
    "ders": (f"several certificates in DER, which OME does not take; {_BUILDS}", REBUILD),
    "pkcs7": (f"PKCS#7, which OME does not take, not in Base 64 either; {_BUILDS}", REBUILD),
    "pkcs7-label": (f"PKCS#7 under the label CERTIFICATE, which OME does not take; {_BUILDS}", REBUILD),
    "ber": ("the PKCS#7 is in BER, as Microsoft's CA writes it", REBUILD),
    "pkcs7-empty": ("there is no certificate in the PKCS#7", _NAMED),
    "pkcs7-other": ("PKCS#7 of a kind that holds no certificates", _NAMED),
    "pkcs12": (f"PKCS#12, which OME does not take; {_BUILDS}", f"write its certificates as Base64: {BUILD}"),
    "pkcs12-closed": (
        "the PKCS#12 wants a password",
        "give it in OMELOG_PASSWORD or OMELOG_PASSWORD_FILE, or run this in a terminal",
    ),
    "pkcs12-password": ("the password given does not open the PKCS#12", "give the password that it was exported with"),
    "pkcs12-empty": ("there is no certificate in the PKCS#12", _NAMED),
    "utf-16": ("UTF-16 text, as PowerShell writes it, which OME does not take", REBUILD),
    "utf-32": ("UTF-32 text, which OME does not take", REBUILD),
    "no-armour": ("Base64 without its BEGIN and END lines", REBUILD),
    "gzip": ("compressed with gzip, which OME does not take", REBUILD),
    "gzip-damaged": ("the gzip data is cut off or damaged", "copy the file again"),
    "der-cut": ("the DER is cut off or damaged", EXPORT),
    "der-rest": ("behind the DER there is something that cannot be read", EXPORT),
    "cut-off": ("block {where} is cut off: its END is missing", EXPORT),
    "damaged": ("block {where} is damaged: its Base64 is not that of a certificate", EXPORT),
    "empty-block": ("block {where} is empty", EXPORT),
    "marks": ("block {where} is not written as it has to be: {line}", "write five hyphens and capital letters"),
    "other-end": ("block {where} begins as {label} and ends as {end}", EXPORT),
    "character": ("block {where} has a character that is not Base64: {character}", EXPORT),
    "html-tags": ("block {where} has HTML in its Base64", EXPORT),
    "rtf-tags": ("block {where} has RTF in its Base64", EXPORT),
    "quoted-printable": ("block {where} was encoded by a mail program (quoted-printable)", EXPORT),
    "too-large": ("block {where} is larger than a certificate may be here", "raise --limit certificate_bytes"),
    "too-many": ("the file has more certificates than are read here", "raise --limit certificates"),
    "stray-end": ("the END of block {where} stands without its BEGIN", EXPORT),
    "binary": ("beside the blocks is what is no text, perhaps a certificate in DER or UTF-16", EXPORT),
    "wrong-label": ("a block labelled {label} holds a {kind}", "leave it out: the file is to hold certificates alone"),
    "other-label": ("a certificate stands under the label {label}, which is none of a certificate", REBUILD),
    "base64-twice": ("the blocks are encoded in Base64 as a whole, one time too many", REBUILD),
    "unreadable": (
        "certificate {where} cannot be read by this program ({why}); others may read it",
        "ask the owner of the CA to issue it again, or look at it with openssl x509",
    ),
    "empty": ("the file is empty", "give the file with the certificates"),
    "jks": ("a Java key store, which OME does not take", "export each certificate: keytool -exportcert -rfc"),
    "sst": ("a Microsoft serialized store, which OME does not take", _NAMED),
    "zip": ("an archive, which OME does not take", "unpack it, and give the files in it"),
    "compressed": ("a compressed file, which OME does not take", "unpack it first"),
    "word": ("a Word document, which OME does not take", _NAMED),
    "pdf": ("a PDF, which OME does not take", _NAMED),
    "html": ("an HTML page, which OME does not take", _NAMED),
    "rtf": ("an RTF document, which OME does not take", "save it as plain text, or export the certificates again"),
    "dump-alone": (
        "a printed certificate (openssl x509 -text, certutil -dump), and not the certificate itself",
        _NAMED,
    ),
    "ssh": ("an SSH key, which is no certificate", _NAMED),
    "csr-alone": ("a certificate signing request, and no certificate", "give the certificate that the CA made of it"),
    "crl-alone": ("a revocation list, and no certificate", _NAMED),
    "key-alone": ("a private key, and no certificate", "give the certificates; never upload or send the key"),
    "csr": ("a certificate signing request among the certificates", REBUILD),
    "crl": ("a revocation list among the certificates", REBUILD),
    "key": ("a private key among the certificates", "give the certificates; never upload or send the key"),
    "other": ("there is no certificate in this file", _NAMED),
    "missing-file": ("the file cannot be read: {why}", "check the name and the rights"),
}

_CSR_FIX = (
    "compare it with the last CSR of this appliance: the right certificate may be at hand, or belong to the other "
    "appliance; only if neither is so, make one new CSR on this appliance"
)

REQUIREMENTS: dict[str, dict[str, tuple[str, str]]] = {
    "csr-key": {
        "no-csr": ("no CSR was given (--csr)", ""),
        "match": ("the certificate has the key of the CSR", ""),
        "several-csrs": ("compared with the first CSR of the file, which has {more} more", _CSR_FIX),
        "other-key": ("the certificate was made for another key than that of the CSR", _CSR_FIX),
        "lost": _LOST,
        "csr-empty": ("the CSR file is empty", "give the CSR that was made on this appliance"),
        "csr-large": ("the CSR file is too large to be one", "give the CSR that was made on this appliance"),
        "csr-none": ("there is no CSR in the file given as one", "give the CSR that was made on this appliance"),
        "csr-other": ("the file given as CSR holds {label}", "give the CSR that was made on this appliance"),
        "csr-damaged": ("the CSR is damaged and cannot be read", "save it from the appliance again, if it is there"),
        "csr-signature": ("the CSR is damaged: its own signature does not fit it", "save it from the appliance again"),
        "csr-missing": ("the CSR cannot be read: {why}", "check the name and the rights"),
    },
    "encoding": ENCODING,
    "extended-key-usage": {
        "both": ("server and client authentication", ""),
        "single": ("server authentication", ""),
        "server-only": ("server authentication only", f"{REISSUE} with both usages"),
        "client-only": ("client authentication only", f"{REISSUE} with both usages"),
        "neither": ("neither server nor client authentication", f"{REISSUE} with both usages"),
        "any": ("any usage (anyExtendedKeyUsage), and not the two by name", f"{REISSUE} with both usages listed"),
        "absent": ("there is no extended key usage", f"{REISSUE} with both usages"),
        "unreadable": ("the extended key usage {why}", f"{REISSUE}: its extended key usage is not in order"),
        "lost": _LOST,
    },
    "key-encipherment": {
        "listed": ("key usage has key encipherment", ""),
        "missing": ("key usage lacks key encipherment", f"{REISSUE} with key encipherment"),
        "missing-ec": (
            "key usage lacks key encipherment, which RFC 8813 forbids for such a key and the article demands",
            "ask Dell support which keys OME takes: the key's type follows from the CSR",
        ),
        "absent": ("there is no key usage", f"{REISSUE} with key encipherment"),
        "unreadable": ("the key usage {why}", f"{REISSUE}: its key usage is not in order"),
        "lost": _LOST,
    },
    "full-chain": {
        "root": (
            "up to the root {name}; its SHA-256 is {sha256}: compare it with the owner of the CA over another channel",
            "",
        ),
        "several": ("{count} certificates: for migration this goes to the chain upload", "upload it as a chain"),
        "self-signed": (
            "it vouches for itself; migration needs one that an authority signed",
            "have a CA sign the appliance's CSR, and upload the whole chain; article 000223239 has another way",
        ),
        "missing": (
            "{what} is missing: no certificate named {name} in this file",
            "add {name} as the last block; ask the owner of the CA; then: omelog chain build {file} {piece} -o {out}",
        ),
        "wrong-signature": (
            "another certificate of the same name: {name} in this file did not sign it",
            "ask the owner of the CA for the {name} that signed it",
        ),
        "own-signature": (
            "another certificate of the same name: it names itself as issuer, and its signature is not of its own key",
            "ask the owner of the CA for the {name} that signed it, up to the root",
        ),
        "cannot-verify": (
            "the signature cannot be verified here: the algorithm or key of {name} is not known to this program",
            "verify it with openssl verify, or ask the owner of the CA",
        ),
        "circle": (
            "the authorities issued one another in a circle, and none is a root",
            "ask the owner of the CA for the root",
        ),
        "limit": ("the search for {name} ended at a limit: --limit {limit}=VALUE raises it", "raise the limit"),
        "lost": _LOST,
        "single": _SINGLE,
    },
    "issuer-links": {
        "in-order": ("each certificate is signed by the next one", ""),
        "as-far": ("in order as far as the chain goes", ""),
        "set": ("a set (PKCS#7, PKCS#12) has no order", ""),
        "order": ("the order is wrong; right is {order} (positions in this file)", f"sort them: {BUILD}"),
        "twice": ("twice in the file: {names}", f"leave the second one out: {BUILD}"),
        "strangers": ("not part of this chain: {names}{late}", f"leave them out: {BUILD}"),
        "two-chains": (
            "there is another appliance's certificate in the file: {names}",
            f"make one file for each appliance: {BUILD} --csr appliance.csr",
        ),
        "lost": _LOST,
        "single": _SINGLE,
    },
    "common-name": {
        "named": ("{name}", ""),
        "missing": ("there is no common name", f"{REISSUE}, with the common name of the CSR"),
        "missing-csr": ("there is no common name, and none in the CSR", "make a new CSR with a common name"),
        "wildcard": ("a wildcard in the common name {name}", "have it issued for the name of the appliance alone"),
        "wildcard-csr": (
            "a wildcard in the common name {name}, and in the CSR",
            "make a new CSR with the name of the appliance alone",
        ),
        "lost": _LOST,
    },
    "depth": {
        "fine": ("{count} in the file, {path} in the path", ""),
        "most": (
            "{count} in the file, {path} in the path: the most that the article allows; its wording is unclear",
            "",
        ),
        "too-many": (
            "{count} certificates in the file, {path} in the path; OME takes 10",
            "leave out what is not in the path, or ask the owner of the CA for a shorter chain",
        ),
        "lost": _LOST,
        "single": _SINGLE,
    },
    "validity": {
        "valid": ("every certificate of the path is valid; the first one ends on {date}", ""),
        "early": ("{subject} begins on {date}", "check the clock and NTP of the appliance, or wait until then"),
        "late": ("{subject} ended on {date}", "have it renewed"),
        "lost": _LOST,
    },
}

# Where the sentence of the catalogue's page is not enough.
HYGIENE: dict[str, dict[str, str]] = {
    "ec-key": {"is": "key {key}, whatever its usage"},
    "no-digital-signature": {"is": "key usage lacks digital signature"},
    "san-missing": {"is": "no subject alternative name: browsers refuse it"},
    "san-wildcard": {"is": "a wildcard among the subject alternative names: {name}"},
    "ca-common-name": {"missing": "{subject} has no common name", "wildcard": "a wildcard in the name of {subject}"},
    "leaf-is-ca": {"is": "{subject} says that it is an authority"},
    "issuer-not-ca": {
        "absent": "{subject} does not say that it is an authority, and signed one",
        "false": "{subject} says that it is no authority, and signed one",
    },
    "issuer-may-not-sign": {"is": "the key usage of {subject} lacks certificate signing"},
    "path-length": {"is": "{subject} allows {allowed} authorities below it, and there are {found}"},
    "ca-eku": {"is": "the extended key usage of {subject} lacks server or client authentication"},
    "name-constraints": {
        "outside": "{authority} does not allow the name {name}",
        "not-checked": "constraints of {subject} on names of other kinds are not checked: {kinds}",
    },
    "unknown-critical-extension": {
        "is": "{subject} has the critical extension {oid}, which this program does not know"
    },
    "unreadable-extension": {"is": "extension {oid} of {subject} {why}"},
    "key-identifier": {
        "key": "{subject} names another key for its issuer than that of {name}",
        "serial": "{subject} names another serial number for its issuer than that of {name}",
        "issuer": "{subject} names another issuer of its issuer than that of {name}",
    },
    "weak-key": {"is": "{subject} has a key of {key}"},
    "weak-hash": {"is": "the signature of {subject} was made with {hash}"},
    "pss": {"is": "the signature of {subject} is RSASSA-PSS"},
    "version-1": {"is": "{subject} is of version 1 or 2 of X.509"},
    "serial": {
        "not-positive": "the serial number of {subject} is not positive",
        "long": "the serial number of {subject} is longer than 20 octets",
    },
    "expires-soon": {"is": "{subject} ends on {date}"},
    "outlives-issuer": {"is": "{subject} is valid for longer than {name}, which ends on {date}"},
}

PAIR: dict[str, tuple[str, str]] = {
    "same": ("the same authorities on both sides, by name and key", ""),
    "renewed-key": (
        "{level} has the same name and another key under a root that both share",
        "use the same certificate of this authority on both sides",
    ),
    "other-key": (
        "{level} has the same name and another key, and the roots differ",
        "have both certificates issued by the same authorities",
    ),
    "other-intermediate": (
        "another intermediate under the same root: {source}, {target}; the article fails this, ordinary TLS does not",
        "have both certificates issued by the same intermediate",
    ),
    "other-intermediate-open": (
        "the certificates were issued by different authorities: {source} and {target}",
        "have both certificates issued by the same intermediate",
    ),
    "one-more": (
        "the {side} has one level more under the same root: {names}",
        "have both certificates issued by the same intermediate",
    ),
    "other-root": (
        "the roots differ: {source} and {target}",
        "have both certificates issued by the same authorities",
    ),
    "one-self-signed": (
        "the certificate of the {side} vouches for itself, the other was signed by an authority",
        "have both certificates issued by the same authorities",
    ),
    "both-self-signed": (
        "both certificates vouch for themselves; migration needs the same authorities on both sides",
        "have both certificates issued by the same authorities",
    ),
    "incomplete": (
        "the chain of the {side} does not reach a root: what is above {name} cannot be compared",
        "complete that chain first",
    ),
    "unread": ("a certificate that cannot be read leaves nothing to compare", ""),
    "same-certificate": (
        "the same certificate on both sides: each appliance needs one of its own, from a CSR of its own",
        "make a CSR on the other appliance and have that one signed",
    ),
    "same-key": (
        "the same key on both sides: each appliance needs a CSR of its own",
        "make a CSR on the other appliance and have that one signed",
    ),
}
