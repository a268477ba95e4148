"""Credentials that are told by their form: in addresses, headers of HTTP, LDAP and JNDI, hashes, symmetric keys."""

import base64
import functools
import re
from collections.abc import Iterator

from omelog.redact.detect import Detector, Found
from omelog.redact.detect.password import FLAGS, MIXED, NOTE, prose, value, values
from omelog.redact.words import alternatives

_FORMS = (
    # scheme://user:x@host, also where x holds a slash or a mark; not scheme://host:443/path@x
    r"""(?:\b[a-z][a-z0-9+._-]{1,20}:|(?<![\w:/]))//[^\s/:@"'<>]{0,200}:(?![0-9]{1,5}(?:/|$))
        (?P<value1>(?:(?!://)[^\s"'<>]){1,300})@(?=[\w.\[-])""",
    r"""\bjdbc:oracle:\w{1,20}:[^\s/@"']{0,100}/(?P<value1>[^\s"']{1,200})@""",
    r"""\bauthorization["']?\W{1,8}basic\s+(?P<value1>[^\s"'\\,;)\]}<]++)""",
    # Authorization: Digest username="…", nonce="…", response="…"
    r"""\b(?:c?nonce|opaque)["']?\s{0,4}[=:]\s{0,4}["']?(?P<value1>[\w+/=.:~-]{4,}+)
        | \bresponse["']?\s{0,4}[=:]\s{0,4}["']?(?P<value2>[0-9a-f]{32,128}+)(?![0-9a-z])""",
    # nslcd.conf and its like: bindpw x
    r"(?:^|\n)[^\S\n]*+(?:bindpw|rootpw|olcrootpw|rootbindpw)[^\S\n]++(?P<value1>[^\s]++)",
    # $6$salt$…, {{SSHA}}…
    r"""(?P<value1> \$(?:1|2[abxy]?|5|6|7|y|gy|apr1|argon2(?:id?|d)|pbkdf2[\w-]{0,12}|scrypt)\$[./A-Za-z0-9$=,+-]{8,}+
        | pbkdf2_\w{2,12}\$\d{1,9}\$[^\s$]{1,64}\$[A-Za-z0-9+/=]{16,}+
        | \{(?:ssha|sha|smd5|md5|crypt|pbkdf2|cleartext)[\w-]{0,8}\}[./A-Za-z0-9$=+]{4,}+
        | (?<![0-9a-f])[0-9a-f]{32}:[0-9a-f]{32}(?![0-9a-f]) )""",  # LM and NT
    r"\bsnmp-server\s+community\s+(?P<value1>\S++)",
    r"\b(?:tacacs|radius)[\w-]{0,20}\s+(?:host\s+\S{1,60}\s+)?(?:key|secret)\s+(?:\d\s+)?(?P<value1>\S++)",
)
_ADMINS = r"(?:root|admin|administrator|sa)"
_BASIC = re.compile(r"\bbasic\s+(?P<value>[A-Za-z0-9+/]{6,}+={0,2})", re.IGNORECASE)
_LONG = 32  # digits of a key in hex


@functools.cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    none = rf"""(?!["']?{prose()})"""
    # java.naming.security.credentials=x, bindCredentials: x, {"credentials":"x"}; not: invalid credentials: …
    prefix = r"(?:security[._]|principal[._]?|bind[._-]?|ldap[._-]?)"
    credentials = rf"""
        {prefix}credentials?["']?\s{{0,4}}[=:,]\s{{0,4}}{none}{value(1)}
        | (?<![\w.-])["']?cred(?:ential)?s?["']?\s{{0,4}}=\s{{0,4}}{none}(?![\[({{]){value(2)}
        | \b(?:cred(?:ential)?s?|userinfo|userpwd)["']?\s{{0,4}}[:=]\s{{0,4}}
            (?P<value4>[\w.@\\-]{{1,64}}[:/](?!/)[^\s"',;]{{3,}}+)
        | ["']cred(?:ential)?s?["']\s{{0,4}}:\s{{0,4}}{none}(?![\[({{]){value(3)}
        | \b(?: {prefix}credential | cred(?:ential)?s?[ ][\w.@\\-]{{1,64}}[:/]
              | auth["']?\s{{0,4}}[:=]\s{{0,4}}["']?[\w.@\\-]{{1,64}}: )
            \s{{0,4}}{none}{MIXED}(?P<value5>[^\s"',;)\]}}]{{6,200}})"""
    # login("root", "x"), auth=("root", "x"), "credentials": ["root", "x"]
    of_two = rf"""(?:log[io]n|sign_?in|authenticate|auth|credentials?)["']?\s{{0,2}}[:=]?\s{{0,2}}[\[(]\s{{0,4}}
        ["'][^"'\n]{{0,100}}["']\s{{0,4}},\s{{0,4}}["'](?!(?:{alternatives("password", "schemes")})["'])
        (?P<value1>[^"'\n]++)"""
    # root:x@192.0.2.1, login as root/x
    admin = rf"""(?<![\w./@-]){_ADMINS}:(?!//)(?P<value1>[^\s"'<>@]{{1,100}})@(?=[\w.-]{{1,100}}[\w]|\[)
        | (?<![\w./@-]){_ADMINS}[ ]?/[ ]?(?-i:(?=[^\sA-Z]{{0,60}}[A-Z])(?=[^\sa-z]{{0,60}}[a-z]))(?=[^\s\d]{{0,60}}\d)
          (?P<value2>[^\s"'<>/.,;)\]]{{8,100}})
        | \({_ADMINS}[ ]?[/:][ ]?{MIXED}(?P<value3>[^\s"'<>/,;)\]]{{6,100}})\)"""
    # default credentials are root/x, user name and password: root / x1y2, login root x1y2, credentials [root, x1y2]
    are = r"(?:[ ](?:are|is|were|was|as|with|user))?[ ]?[:=]?[ ]?"
    told = rf"""\bcredentials?{are}["']?{_ADMINS}[ ]?/[ ]?{none}(?P<value1>[^\s"',;)\]}}<]{{4,100}})
        | \b(?:credentials?|user[ ]?(?:name)?(?:[ ]and[ ]|/)pass(?:word)?|log[io]n){are}
          ["']?{_ADMINS}
          (?:["']?[ ]?[/:,][ ]?["']?|[ ]and[ ]|[ ]){none}{MIXED}(?P<value2>[^\s"',;)\]}}<]{{6,100}})
        | \bcredentials?[ ]?[:=]?[ ]?[\[(][ ]?[\w.@\\-]{{1,64}}[ ]?,[ ]?
          {none}{MIXED}(?P<value3>[^\s"',;)\]]{{6,100}})"""
    identified = rf"""\bidentified\s+(?:with\s+\S{{1,60}}\s+)?by\s+(?:password\s+)?{none}{value(1)}
        | \bgetConnection\(\s{{0,4}}["'][^"'\n]{{1,200}}["']\s{{0,4}},
          \s{{0,4}}["'][^"'\n]{{0,100}}["']\s{{0,4}},\s{{0,4}}["'](?P<value2>[^"'\n]++)"""
    return tuple(re.compile(form, FLAGS) for form in (*_FORMS, credentials, of_two, admin, told, identified))


@functools.cache
def _key() -> re.Pattern[str]:
    """Compile the pattern of key=x, where x is Base64 or hex."""
    name = rf"(?:(?<![a-z])(?:{alternatives('password', 'key')})|(?<=[a-z0-9_])(?-i:Key|KEY)|[_.-]key)"
    return re.compile(
        rf"""{name}\s{{0,2}}["']?\s{{0,4}}[=:]\s{{0,4}}["']?
        (?P<value>(?=[^\s"',;&)\]}}<]{{16}})[A-Za-z0-9+/_]{{12,}}+={{0,2}}(?![\w.:-]))""",
        FLAGS,
    )


def find(text: str) -> Iterator[Found]:
    """Yield the credentials in a text."""
    for pattern in _patterns():
        for match in pattern.finditer(text):
            yield from values(match)
    yield from (Found(*match.span("value")) for match in _key().finditer(text) if _is_key(match["value"]))
    yield from (Found(*match.span("value")) for match in _BASIC.finditer(text) if _has_colon(match["value"]))


def _is_key(found: str) -> bool:
    """Distinguish Base64 and hex from names: they have a digit and a letter, or the padding of Base64."""
    mixed = found.lower() != found != found.upper() or len(found) >= _LONG
    return found.endswith("=") or (mixed and any(map(str.isdigit, found)) and any(map(str.isalpha, found)))


def _has_colon(found: str) -> bool:
    """Return whether Base64 is that of user:password, where no header says so."""
    bare = found.rstrip("=")
    return b":" in base64.b64decode(bare[: len(bare) // 4 * 4])


DETECTOR = Detector(
    kind="credential",
    title="Credentials in addresses, of HTTP, LDAP and JNDI, hashes of passwords, symmetric keys",
    goes="none",
    example="https://user:…@host/",
    find=find,
    rank=20,
    hints=(
        *("key", "clé", "clef", "schlüssel", "cred", "userinfo", "userpwd", "basic", "nonce", "opaque"),
        *("auth=", "auth:", "auth(", 'auth"', "login(", "logon(", "signin(", "sign_in(", "authenticate("),
        *("root:", "root/", "root /", "admin:", "admin/", "admin /", "administrator:", "administrator/", "sa:"),
        *("community", "tacacs", "radius", "ntlm", "aad3b435", "response=", "response:", 'response"'),
        *(
            "//",
            "login",
            "logon",
            "username",
            "user name",
            "(root",
            "(admin",
            "getconnection",
            "jdbc:oracle",
            "bindpw",
            "rootpw",
            "identified",
            "$",
            "{ss",
            "{sm",
            "{sha",
            "{md5",
            "{cr",
            "{cl",
            "{pbk",
        ),
    ),
    note=NOTE,
)
