"""Norwegian given names and surnames that are masked in texts of closed communities. A modest list of our own making.

It holds common names of all ages and some that came with immigration. Whoever is not on it is masked only where their
name is known as an author of the same import, or stands where the patterns of ``masking`` look for names.
"""

from __future__ import annotations

GIVEN = frozenset(
    """
    aase aina aisha aleksander alette alexander alfhild ali alma amalie amina amund anders andre andrea andreas
    andrine andré ane anette angelica anine anita anja ann-kristin anna annbjørg anne annette annfrid anni annika
    ante anton arild arne arnfinn arnhild arnstein arnt arvid asbjørn ase asgeir aslak aslaug asle asta astrid atle
    audhild audun aurora axel beate benedicte benedikte benjamin bente berit bernt bertha birger birgit birgitta
    birgitte bjarne bjørg bjørn-erik bjørnar bodil borghild brage brit britt brynjar bård børge børre camilla carina
    carl caroline cathrine cecilie celine charlotte christer christian christina christine christoffer christopher
    conrad dagfinn dagfrid dagmar dagny dagrun daniel david dina ebba edel edith edvard edvin egil eilert eilif
    einar eirik eirin eivind eldbjørg eldrid eli elias elin elisabeth elise ella ellen ellinor elsa else emil emilie
    emma endre erik erika erlend erling ernst espen ester eva even-andré eyvind fatima fatma filip fred fredrik
    fredrikke frida frode gabriel geir georg gerd gerda gina gjertrud gorm grete grethe gudbrand gudmund gudrun
    gunhild gunn gunnar gunvor guri guro gustav haakon halfdan halldis hallgeir hallvard halvard halvor hanna hannah
    hanne hans harald harriet hassan hedda hedvig hege heidi helen helena helene helge henning henriette henrik
    herborg herman hermod hild hilde hildegunn hildur hilma hjalmar hjørdis holger håkon håvard ibrahim ida ina inga
    ingar inge ingebjørg ingeborg ingelin inger ingjerd ingolf ingrid ingunn ingvald ingvild isabel isabell isabella
    isak ivar iver jacob jakob janne jannicke jannike jarle jeanette jenny jens johan johanna johanne johannes john
    johnny jonas jonathan jorun jorunn josefine julia julian julie jøran jørgen jørn kai kaja karen kari karin
    karina karl karoline kasper katarina kathrine katrine ketil khadija kim kine kirsten kirsti kitty kjell kjellaug
    kjersti kjetil klaus knut konrad kristen kristi kristian kristin kristina kristine kristofer kristoffer kurt
    kåre laila lars lasse laura lea leif leiv lena lene leo liam lillian lilly lina linda linea linn linnea linus
    lisa lisbet lisbeth lise liv-marit lucas ludvig lukas mads magne magnhild magnus mahmoud maja malene malin maren
    margaret margareth margit margrethe mari maria mariam marianne marie marit marita marius markus marte martha
    marthe martin martine mathea mathias mathilde matias mats max maya merete merethe mette mia michael mikael
    mikkel mina mohamed mohammad mohammed monica monika morten muhammad målfrid nadia nanna natalie niklas nikolai
    nils nina njål noah noor nora norunn oda odd-arne oddbjørg oddbjørn oddgeir oddmund oddny oddrun oddvar olaf
    olai olaug olav ole olea olga oliver olivia omar ommund oscar oskar osman ottar otto patrick paul peder pernille
    peter petra petter pia preben ragna ragnar ragnhild ragnvald rakel rannveig rasmus rebecca rebekka reidar reidun
    renate rikard rikke rita robert robin rolf ronja ronny roy runa runar rune rut ruth rønnaug sandra sara sarah
    sebastian selma serine sigbjørn sigmund signe sigrid sigrun sigurd sigvald sigve silje simen simon siri sissel
    sivert snorre sofia sofie solfrid solrun solveig solvår sondre sonja stefan steffen steinar stian stina stine
    sturla sunniva susanne svanhild svein sverre sylvi sylvia synne synnøve sølve sølvi søren tarjei tellef terje
    thea theodor therese thomas thor thorbjørn thorleif tina tiril tobias tom tomas tommy tor-arne torbjørg torbjørn
    tord torfinn torgeir torger torgunn torhild toril torild torill torleif tormod torstein torunn torvald tove
    trine trond trude truls trygve turid tuva tyra ulf ulla ulrik ursula vanja vebjørn vegard venke vera veronica
    veronika vetle vibeke victor victoria vidar vigdis viktor viktoria vilde vilhelm vilja villy wenche wilhelm
    william yasmin yngvar yngve yusuf zahra åge ågot åsa åse åshild åsmund åsne åste øistein øivind ørjan øystein
    øyvind
    """.split()  # noqa: SIM905 - a list with a name a line would be longer than all else here
)
"""Given names that are hardly anything else."""

AMBIGUOUS = frozenset(
    """
    alf amanda april are ask august bjørn bo brede bror dag eira embla even finn frank frøya georgia gro hauk hav
    helga iben idun iris jan jo jon jul julius kaia kaspar klara lill lin line liv live mai may mons odd odin ola
    olava ove per per-ivar pål randi roar rose ruben sander siv sjur skjalg sol stein stig storm syver tale tone tor
    tora tore trym une unn unni viola vår ylva yrja
    """.split()  # noqa: SIM905 - a list with a name a line would be longer than all else here
)
"""Names that are words, places or months as well: names only inside a sentence, or before a surname."""

SURNAMES = frozenset(
    """
    aas aasen bakke bakken berge bjerke brekke dahl eide eriksen fossum hagen halvorsen hauge haugen haugland
    hovland knudsen lie lunde moe moen myhre myklebust nordmann nygård ruud sande solberg solheim strand strøm
    sæther tangen tveit vik øvrebø
    """.split()  # noqa: SIM905 - a list with a name a line would be longer than all else here
)
"""Masked inside a sentence only: many are farms and places too."""

PATRONYMS = frozenset(
    """
    aanensen abrahamsen amundsen andersen andreassen antonsen arnesen berntsen birkeland christensen christiansen
    christoffersen danielsen davidsen edvardsen ellingsen erichsen evensen fredriksen gabrielsen gulbrandsen
    gundersen gustavsen hansen hanssen haraldsen henriksen hermansen ingebrigtsen isaksen iversen jacobsen jakobsen
    jansen jensen jenssen jespersen johannesen johannessen johansen johnsen jonassen jørgensen karlsen knutsen
    kristensen kristiansen kristoffersen larsen larssen lorentzen ludvigsen madsen martinsen mathisen michelsen
    mikkelsen mortensen nicolaisen nikolaisen nilsen olaussen olsen ottesen paulsen pedersen petersen pettersen
    petterson rasmussen samuelsen simonsen svendsen syversen sørensen thomassen thoresen thorsen tobiassen tollefsen
    torgersen tønnessen villadsen
    """.split()  # noqa: SIM905 - a list with a name a line would be longer than all else here
)
"""Masked anywhere; other words that end in -sen may be nouns at the head of a sentence."""
