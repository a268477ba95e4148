"""The sentence and the fix for each reason of a check of certificate files, by requirement or point of hygiene.

What stands in braces is filled in by the check. A fix that is empty is that of the catalogue, or none is needed.
"""

from omelog.wording.chain_forms import BUILD, ENCODING

REISSUE = "have the certificate issued again from the same CSR"
_LOST = ("it depends on a certificate that cannot be read", "")
_SINGLE = ("not asked of a single server certificate", "")

_CSR_FIX = (
    "compare it with the last CSR of this appliance: the right certificate may be at hand, or belong to the other "
    "appliance; only if neither is the case, make one new CSR on this appliance"
)

REQUIREMENTS: dict[str, dict[str, tuple[str, str]]] = {
    "csr-key": {
        "no-csr": ("no CSR was given (--csr)", ""),
        "match": ("the certificate has the key of the CSR", ""),
        "match-first": ("the certificate has the key of the first CSR in the file, which has {more} more", ""),
        "other-key": ("the certificate was made for another key than that of the CSR", _CSR_FIX),
        "other-key-first": (
            "the certificate was made for another key than that of the first CSR in the file, which has {more} more",
            _CSR_FIX,
        ),
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
        "false": "{subject} says that it is not an authority, and signed one",
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
