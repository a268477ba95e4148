"""Words that are nobody's name: what a name that was told in one place must not be to count in all."""


def words(text: str) -> frozenset[str]:
    """Give the words of a list that is written as one text."""
    return frozenset(text.split())


_PLAIN = words(
    "admin administrator root system operator guest service services server client user users test console "
    "appliance application application-log certificate certificates chain upload error message operation request "
    "response target source host hosts hostname name names bundle bundles case log logs ome tomcat support dell "
    "example peer remote local localhost www mail smtp ldap ntp dns proxy node gateway controller idrac "
    "enterprise openmanage ssl tls http https file report data base info debug warn fatal critical warning retry "
    "key root-ca issuer subject authority authentication connection archive sample samples history migration "
    "collected export download snippet pasted text standard input"
)
_SHORTEST = 3
# What stands behind `host`, `server`, `connected to` and the like without being the name of one.
_PROSE = words(
    "a about above accept accepts access according across action active actually ad adapter address addresses admin "
    "after again agent alert alias alive all allowed allows already also alternative although always am an and "
    "another any anymore api apis app appliance appliances applied approval array as aside asked assigned at attempt "
    "attempts attribute audit auto automatically available back backend background backup bad base based be became "
    "because been before began behind being below beside best better between beyond bit block body boot both browser "
    "buffer build bus but by ca cache call called can cannot capabilities card cert certificate certificates certs "
    "chain changed channel check cifs cipher class classpath clear client clients clock close closed closes code "
    "command common communication compared component computer config configured connect connected connects console "
    "content context controller cookie core correct could count cpu create credential credentials csr current "
    "currently daemon dashboard data database date day db dead default defined delay dell denied deny der detail "
    "device devices did die died different directory disabled disconnect disconnected discover disk display dns do "
    "does domain done down download driver drop dropped drops due during each early either eku else email empty "
    "enabled end endpoint endpoints ends engine enterprise entity entries entry environment error errors etc even "
    "event every except exception exchange exist exists exit expired extended facts fail failed fails failure "
    "failures false fatal feature field file files filter final find finger fingerprint firewall firmware first fix "
    "folder following for form format found fqdn free from front ftp full function gateway gave general get gets give "
    "given gives global goes gone good got group groups guest guests guid had handle handler handshake hang hangs "
    "hard hardware has have having header headers health hello help here his history host hosted hosts how however "
    "html http https hub icon id identifier identity idle if image images in inactive inbound index info input inside "
    "instance instances instead interface internal internet into intranet invalid inventory io ip ipmi ipv ipv4 ipv6 "
    "is issue it item items its itself jar jdbc jdk jndi job jobs jre json just jvm keep keeps key keys kind know "
    "known lacks large last later latest layer ldap leaf least leave left length less level library license like "
    "limit line link links list listen listens lists live load loaded local location lock log login logon logs long "
    "lookup lost low mac machine machines made mail main maintenance make management manager manually many map master "
    "may me means media member memory message metadata method might missing mode model module monitor more most must "
    "mutual my name named names native necessary need needed needs network never new newer next nfs nfs4 no node "
    "nodes non none nor normal not note nothing now ntp null number object objects of off ok old older ome on once "
    "one online only onto open opened openmanage operating option options or order os other others otherwise our out "
    "outbound output over own owner page pages parameter parameters part partner password path paths peer peers pem "
    "per perhaps pfx pid pin ping plain platform please plugin plugins point policy pool port ports present previous "
    "primary private problem process processes processor profile progress properly property protocol proxies proxy "
    "public put query queue quickly quit racadm random range raw ready really reason received record records redfish "
    "refers refused refuses registry reject rejected release reload remains remote removed replied replies reply "
    "report request requests requires reset resolve resolved resolver resource resources responded responds response "
    "responses rest restart restarted result results retry return returned returns role root route router rule runs "
    "runtime said same san save saw say says scan schema scope script search second section secure security see seems "
    "seen select self send sends sent server servers service services session sessions set sets setup sftp shall "
    "shell should showed shows shut shutdown side signature signed since site sites size slot slow smb smtp snapshot "
    "snmp so socket sockets software some something soon source spec sql ssh ssl sso stack standby start started "
    "starts startup state stats status step still stop stopped stops storage store string subject subnet successfully "
    "such support supports sure system systems table tables tag target task tasks tcp team template terminal text "
    "than that the their them then there these they this thread threads through thus tier time timed timeout timeouts "
    "timer times timestamp title tls to today token tomcat too took tool top total traffic trust trusted truststore "
    "try trying twice two type types udp uid under unique unit unknown unless until unused up update updated upgrade "
    "upload uploaded upon uri url urls urn usage use used user users uses using usually utc uuid valid value values "
    "vendor version versions very via view virtual vm volume wait waited waits want wants warn was way we web were "
    "what when where whether which while who whole whose why wildcard will window winrm with within without work "
    "worked worker works would write wrong wsman xml yes yet you your zone "
)
# What ends a longer word that is no name, but for these, which are what environments are called by.
_ENDINGS = ("ing", "ed", "tion", "able", "ly")
_LONGER = 6
_NAMES = words("staging training testing monitoring billing reporting production integration")


def is_plain(word: str) -> bool:
    """Tell whether a word is too common, or too short, to be taken for a name wherever it stands."""
    return word in _PLAIN or len(word) < _SHORTEST or word.isdigit()


def is_prose(word: str) -> bool:
    """Tell whether a word may well stand behind `host` or `server` in a sentence and name none.

    >>> is_prose("certificate"), is_prose("omeprod")
    (True, False)
    """
    if word in _PROSE or is_plain(word):
        return True
    return word.endswith(_ENDINGS) and len(word) >= _LONGER and word not in _NAMES
