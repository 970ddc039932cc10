"""Words that say nothing by themselves, in five languages: weighed like all others, but not shown as a reason."""

from __future__ import annotations

_WORDS = """
alle alt altså andre annan annen anna at av bare berre ble blei blir bli blitt bort bra bør både da de dei dem
den denne der dere deres dermed desse det dette di din dine dit ditt do dokker du då e eg ein eit eitt eller
elles en ene enn er et ett etter ette ei ej fordi for fra frå få får fått før første gang gjennom gjer gjere
gjorde gjør gjøre gå går god godt ha hadde han hans har hatt hel hele heile heilt helst helt hennar hennes her
hit ho hos hun hva hvem hver hvert hvilke hvilken hvilket hvis hvor hvordan hvorfor i igjen ikke ikkje ingen
inn inni inne innom itte itj ja jeg jæ je jo kan kanskje kem kjem kom komme kommer kor korleis kunne kva kven
kvar kvart langs lenger lit litt man mange med mei meg meget meir men mens mer mest mi min mine mitt mot mye
mykje må måtte mæ mellom nei noe noen noka nokka nokko noko nokon nokre nå når nær no ned nede nån næ og også
om opp oppe oss over på rundt sa sammen saman se sei seg selv seier si siden sida sidan sier sin sine sist
sitt sjølv skal skulle slik slike slikt snart so som sted stad står stå så såm sæ ta tar te tek til tilbake to
tre tru tror trur uka under ut ute uten utan vart var ved veldig vel veit vet vi vil ville være vera vere vore
vært vår våre vårt våres å åg åt æ òg én blev bliver dig efter endnu fik havde hendes hvad hvornår kun lidt
mig noget nogen nogle sig ud
att bara detta där från för hade hon hur här icke inte jag mycket måste nu något någon några när och sedan ska
till upp vad vara varje vem vid vill än är
a about after all also am an and any are as be because been before but by can could did does don't down each
from get go good got had has have he here him his how if i'm in into is it its it's just like me more most
much must my new not now of off on once one only or other our out own really same she should some still such
than that the their them then there these they this those too two until up us very was way we well were what
when where which while who why will with would yes you your
"""

BLAND = frozenset(_WORDS.split())
