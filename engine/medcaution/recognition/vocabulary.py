"""The words around a name that say how it is packed and taken, never what it is.

A word stands here only if leaving it out cannot turn one medicine into another. So PM, PE, DM, D,
HCT, Plus, Cold and the like are absent: they add an ingredient. Routes are read only where the
word settles them; "gel" and "ointment" do not, for some are meant to reach the blood.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from medcaution.facts import Route


class Kind(Enum):
    """What a word, or a run of words, does in a line."""

    NAME = "name"
    NUMBER = "a number without a unit"
    DATE = "a date or a year"
    ORDINAL = "a number after #"
    SEPARATOR = "separator"
    AMOUNT = "amount"
    COUNT = "count"
    FREQUENCY = "frequency"
    LESS = "a rhythm or part that makes a day's dose less than the amount"
    FORM = "form"
    RELEASE = "release"
    SALT = "salt"
    FILLER = "filler"


class Meaning(NamedTuple):
    """What a word does, and the route it names or, as a form, lets expect."""

    kind: Kind
    route: Route | None = None
    expected: Route | None = None


_FORMS: dict[Route | None, str] = {
    None: (
        "drop drops solution soln susp suspension liquid powder granules concentrate elixir gel "
        "ointment oint foam film films strip strips lozenge lozenges troche troches wafer gum "
        "injection injections inj injectable infusion vial vials ampoule ampoules ampule ampules "
        "amp amps syringe syringes prefilled autoinjector cartridge pen pens bag bottle bottles "
        "blister pack packs packet packets sachet sachets tube tubes session sessions box kit unit units dose doses "
        "sprinkle sprinkles spray sprays puff puffs actuation actuations actuat suppository "
        "suppositories supp implant depot pill pills pellet pellets teaspoon teaspoons tsp "
        "tablespoon tablespoons tbsp scoop preservative pf latex usp otc oil nasule scored "
        "flavored flavoured vaginal buccal chewing ct count disp dispense qty quantity refills refill "
        "disintegrating dispersible effervescent chewable coated uncoated filmtab gummy gummies "
        "soluble orodispersible melt melts plaster plasters pump injector mucosal mouthwash toothpaste drip pca linctus "
        "blotter blotters ij inj soln solr emul syrg soaj "
        # Forms in French, German, Italian and Spanish.
        "tropfen gocce gotas pellicule"
    ),
    "oral": (
        "tablet tablets tab tabs tabl tbl caplet caplets capsule capsules cap caps softgel "
        "softgels gelcap gelcaps spansule spansules syrup odt edible edibles "
        "tbdp tbec tbcr tb12 tb24 cp12 cp24 cpdr cpep cpcr "
        "comprime comprimes comprimido comprimidos compressa compresse tabletten filmtabletten "
        "schmelztabletten gelule gelules kapseln"
    ),
    "topical": "cream lotion shampoo liniment balm",
    "inhaled": (
        "inhaler inhalers nebuliser nebulizer neb nebs nebu nebule nebules hfa diskus respimat "
        "evohaler inhalant"
    ),
    "rectal": "enema",
}
_ROUTES: dict[Route, str] = {
    "oral": "oral orally po",
    "sublingual": "sublingual sublingually sl subl",
    "intranasal": "nasal nasally intranasal intranasally snorted snorting insufflated",
    "inhaled": "inhaled inhalation inhalations smoked smoking vaped vaping vape",
    "iv": "iv intravenous intravenously ivp ivpb",
    "im": "im intramuscular intramuscularly",
    "sc": "sc sq subcut subq subcutaneous subcutaneously",
    # A patch acts through the skin, whatever else is said of it ("topical patch").
    "transdermal": "transdermal transdermally td patch patches ptch pt24 pt72 ptwk",
    "rectal": "rectal rectally",
    "topical": "topical topically cutaneous",
    "ophthalmic": "ophthalmic ophth eyedrops",
    "otic": "otic eardrops",
}
_FREQUENCIES = (
    "daily od qd bid bd tid tds tid qid qds qhs hs nocte mane prn stat weekly monthly nightly "
    "hourly qam qpm om taglich once twice thrice bedtime q4h q6h q8h q12h q24h q4 q6 q8 q12"
)
_RELEASES = (
    "xr er sr cr la xl dr ec ir cd pr mr xt oros retard slow extended release releasing delayed "
    "sustained modified controlled immediate prolonged enteric contin chrono lp lai"
)
_SALTS = (
    "hydrochloride hcl hydrobromide hbr dihydrochloride sulfate sulphate bisulfate disulfate "
    "maleate tartrate bitartrate succinate hemisuccinate besylate besilate mesylate mesilate "
    "dimesylate tosylate edisylate napsylate sodium potassium calcium magnesium disodium citrate "
    "phosphate acetate fumarate hemifumarate oxalate pamoate embonate lactate malate aspartate "
    "saccharate gluconate benzoate bromide chloride polistirex polacrilex resinate xinafoate decanoate enanthate "
    "cypionate palmitate undecanoate valerate propionate tromethamine meglumine anhydrous "
    "monohydrate dihydrate trihydrate hemihydrate"
)
_FILLERS = (
    "take takes taking taken as every metered generic brand brands currently current still sig usp name rx mg "
    "regular infant infants junior childrens pediatric paediatric adult ndc supervised monitored "
    "lifelong porcine npf ns d5w teva sandoz mylan accord zentiva sanofi pfizer ratiopharm"
)
#: Salt words that are medicines too: after another of them they are no salt ("zinc magnesium").
METALS = frozenset(("sodium", "potassium", "calcium", "magnesium", "lithium", "zinc", "iron"))
#: Salt words that act by themselves where they follow a metal: "potassium bromide" is a sedative.
ACTING_SALTS = frozenset(("bromide",))
#: Articles and possessives, only ahead of the name: the "A" of "vitamin A" is part of it.
LEADING = frozenset(
    (
        "a", "an", "the", "my", "our", "some", "i", "on", "of", "use", "uses", "using", "continue",
        "continued", "started", "new", "occasional",
    )
)  # fmt: skip


def _words() -> dict[str, Meaning]:
    words = {word: Meaning(Kind.FILLER) for word in _FILLERS.split()}
    for kind, text in (
        (Kind.SALT, _SALTS),
        (Kind.RELEASE, _RELEASES),
        (Kind.FREQUENCY, _FREQUENCIES),
        (Kind.LESS, "qod eod biw tiw"),
    ):
        words |= {word: Meaning(kind) for word in text.split()}
    for expected, text in _FORMS.items():
        words |= {word: Meaning(Kind.FORM, expected=expected) for word in text.split()}
    for route, text in _ROUTES.items():
        words |= {word: Meaning(Kind.FORM, route) for word in text.split()}
    return words


WORDS = _words()
