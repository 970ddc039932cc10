"""Words that say nothing by themselves, in five languages: weighed like all others, but not shown as a reason."""

from __future__ import annotations

BLAND = frozenset(
    # Norwegian in both forms and in dialects, Danish
    "alle alt altså andre annan annen anna at av bare berre ble blei blir bli blitt bort bra bør både da de dei dem den"
    " denne der dere deres dermed desse det dette di din dine dit ditt do dokker du då e eg ein eit eitt eller elles en ene"
    " enn er et ett etter ette eg ei ej ego far fordi for fra frå få får fått før første gang gjennom gjer gjere gjorde"
    " gjør gjøre gå går god godt ha hadde han hans har hatt hel hele heile heilt helst helt hennar hennes her hit ho hos"
    " hun hva hvem hver hvert hvilke hvilken hvilket hvis hvor hvordan hvorfor i igjen ikke ikkje ikkje ingen inn inni"
    " inne innom itte itj ja jeg jæ je jo kan kanskje kem kjem kom komme kommer kor korleis kunne kva kven kvar kvart"
    " langs lenger lit litt man mange med mei meg meget meir men mens mer mest mi min mine mitt mot mye mykje må måtte mæ"
    " mellom nei noe noen noka nokka nokko noko nokon nokre nå når nær no ned nede nokon nån næ og også om opp oppe oss"
    " over på rundt sa sal sammen saman se sei seg sei selv seier si siden sida sidan sier sin sine sist sitt sjølv skal"
    " skulle slik slike slikt snart so som sted stad står stå så såm sæ ta tar te tek ter til tilbake to tre tru tror trur"
    " uka under ut ute uten utan vart var ved veldig vel veit vet vi vil ville være vera vere vore vært vår våre vårt"
    " våres å åg åt æ òg også én ein både blev bliver dig efter eller endnu fik har havde hendes hvad hvornår ikke jeg kun"
    " lidt mig noget nogen nogle sig skulle ud være"
    # Swedish
    " att av bara blev blir de den det detta där då efter eller en ett från för får fått gå går ha hade han har hon hur här"
    " i icke ingen inte jag kan kommer man med mig min mitt mycket måste nu något någon några när och om oss på sedan sig"
    " ska skulle som så till under upp ut utan vad var vara varje vem vi vid vill än är"
    # English
    " a about after all also am an and any are as at be because been before but by can could did do does don't down each"
    " for from get go good got had has have he her here him his how i if i'm in into is it its it's just like me more most"
    " much must my new no not now of off on once one only or other our out over own really same she should so some still"
    " such than that the their them then there these they this those to too two under until up us very was way we well"
    " were what when where which while who why will with would yes you your".split()
)
