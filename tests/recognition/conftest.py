"""A small library whose names are every kind of trap, so that these tests need no knowledge files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medcaution.library import Library
from medcaution.library.substances import (
    Ambiguity,
    ConditionGroup,
    KnownCondition,
    Substance,
    SubstanceClass,
)
from medcaution.recognition import Recogniser


def substance(name, kind="ingredient", **more):
    return Substance(name=name, kind=kind, **more)


def product(name, *components, **more):
    return Substance(name=name, kind="product", components=components, licensed=True, **more)


SUBSTANCES = {
    "fluoxetine": substance(
        "fluoxetine", classes=("ssri",), brands=("Prozac", "Sarafem"), codes={"rxnorm": ("4493",)}
    ),
    "sertraline": substance(
        "sertraline", classes=("ssri",), brands=("Zoloft",), codes={"rxnorm": ("36437",)}
    ),
    "phenelzine": substance("phenelzine", classes=("maoi",), brands=("Nardil",)),
    "olanzapine": substance("olanzapine", brands=("Zyprexa",), codes={"rxnorm": ("61381",)}),
    "tramadol": substance("tramadol", brands=("Ultram",), street=("trammies",)),
    "acetaminophen": substance(
        "acetaminophen", synonyms=("paracetamol",), brands=("Tylenol",), abbreviations=("APAP",)
    ),
    "codeine": substance("codeine"),
    "oxycodone": substance(
        "oxycodone", brands=("OxyContin",), street=("perc 30",), codes={"rxnorm": ("7804",)}
    ),
    "dextromethorphan": substance("dextromethorphan", abbreviations=("DXM",), street=("robo",)),
    "pseudoephedrine": substance("pseudoephedrine", brands=("Sudafed",)),
    "phenylephrine": substance("phenylephrine", brands=("Neo-Synephrine",)),
    "buprenorphine": substance("buprenorphine"),
    "naloxone": substance("naloxone", brands=("Narcan",)),
    "erythromycin": substance("erythromycin", brands=("Ery-Tab", "E.E.S.")),
    "dihydroergotamine": substance("dihydroergotamine", brands=("D.H.E. 45",)),
    "caffeine": substance("caffeine", brands=("No-Doz",)),
    "lithium": substance("lithium", salts=("lithium carbonate",)),
    "zinc": substance("zinc", kind="supplement"),
    "fentanyl": substance("fentanyl"),
    "timolol": substance("timolol"),
    "hydrocortisone": substance("hydrocortisone"),
    "bupropion": substance("bupropion", brands=("Wellbutrin",)),
    "amphetamine": substance("amphetamine", synonyms=("dextroamphetamine-amphetamine",)),
    "dextroamphetamine": substance("dextroamphetamine"),
    "ritonavir": substance("ritonavir"),
    "ketamine": substance(
        "ketamine", street=("ket", "special K"), codes={"rxnorm": ("6130",), "unii": ("690G0D6V8H",)}
    ),
    "esketamine": substance("esketamine", brands=("Spravato",), synonyms=("S-ketamine",)),
    "phytonadione": substance("phytonadione", synonyms=("vitamin K1",)),
    "mdma": substance("MDMA", street=("ecstasy",)),
    "2c-b": substance("2C-B"),
    "5-meo-dmt": substance("5-MeO-DMT"),
    "25i-nbome": substance("25I-NBOMe"),
    "oxitriptan": substance("oxitriptan", abbreviations=("5-HTP",)),
    "dimethyltryptamine": substance("dimethyltryptamine", synonyms=("N,N-DMT",), abbreviations=("DMT",)),
    "1-4-butanediol": substance("1,4-butanediol", synonyms=("1,4-BD",)),
    "alpha-pvp": substance("alpha-PVP"),
    "ghb": substance("GHB"),
    "harmala-alkaloids": substance("harmala alkaloids", kind="natural"),
    "st-john-s-wort": substance("St John's wort", kind="natural"),
    "ethanol": substance("alcohol", synonyms=("ethanol",)),
    "ayahuasca": Substance(
        name="ayahuasca", kind="mixture", components=("harmala-alkaloids", "dimethyltryptamine")
    ),
    "olanzapine-fluoxetine": product(
        "olanzapine / fluoxetine", "olanzapine", "fluoxetine", brands=("Symbyax",)
    ),
    "buprenorphine-naloxone": product(
        "buprenorphine / naloxone", "buprenorphine", "naloxone", brands=("Suboxone",)
    ),
    "oxycodone-acetaminophen": product(
        "oxycodone / acetaminophen", "oxycodone", "acetaminophen", brands=("Percocet",)
    ),
    "codeine-acetaminophen": product(
        "codeine / acetaminophen", "codeine", "acetaminophen",
        brands=("Tylenol with Codeine", "Tylenol #3"), synonyms=("co-codamol",),
    ),
    "nirmatrelvir-ritonavir": product(
        "nirmatrelvir / ritonavir", "ritonavir", partial="nirmatrelvir", brands=("Paxlovid",)
    ),
    "dextromethorphan-guaifenesin": product(
        "dextromethorphan / guaifenesin", "dextromethorphan", partial="guaifenesin",
        brands=("Mucinex DM",),
    ),
}  # fmt: skip
CLASSES = {
    "ssri": SubstanceClass(
        label="selective serotonin reuptake inhibitor",
        parents=("antidepressant",),
        words=("SSRI", "SSRIs"),
    ),
    "maoi": SubstanceClass(
        label="monoamine oxidase inhibitor", parents=("antidepressant",), words=("MAOI",)
    ),
    "antidepressant": SubstanceClass(label="antidepressant", words=("antidepressant",)),
    "empty": SubstanceClass(label="nothing at all"),
}
CONDITIONS = {
    "schizophrenia": KnownCondition(
        label="Schizophrenia", plain="schizophrenia", groups=("psychosis",), icd10cm=("F20",)
    ),
    "psychotic-disorder": KnownCondition(
        label="Psychotic disorder", plain="psychosis", groups=("psychosis",), icd10cm=("F28", "F29")
    ),
    "depression": KnownCondition(
        label="Depressive disorder", plain="depression", icd10cm=("F32.A",)
    ),
    "major-depression": KnownCondition(
        label="Major depressive disorder", plain="major depression", icd10cm=("F32", "F33")
    ),
    "bipolar-disorder": KnownCondition(
        label="Bipolar disorder", plain="bipolar disorder", names=("history of mania",)
    ),
    "mania": KnownCondition(label="Mania", plain="mania"),
    "hypertension": KnownCondition(
        label="Hypertension", plain="high blood pressure", icd10cm=("I10",)
    ),
    "sleep-apnea": KnownCondition(label="Sleep apnoea", plain="sleep apnoea"),
    "parkinsons-disease": KnownCondition(
        label="Parkinson's disease", plain="Parkinson's", lasting=True
    ),
    "stroke": KnownCondition(label="Stroke (past or present)", plain="a stroke"),
    "seizure-disorder": KnownCondition(label="Seizures", plain="seizures"),
    "suicide-attempt-history": KnownCondition(
        label="History of suicide attempt", plain="a past suicide attempt", lasting=True
    ),
}  # fmt: skip
GROUPS = {"psychosis": ConditionGroup(label="psychosis spectrum", plain="psychosis or alike")}
AMBIGUITIES = (
    Ambiguity(
        written=("vitamin K",),
        candidates=("phytonadione", "ketamine"),
        question="Vitamin K the vitamin, or ketamine?",
    ),
    Ambiguity(written=("k",), candidates=("ketamine",), question="K: do you mean ketamine?"),
)
CODES = {"atc": {"sertraline": ["N06AB06"]}, "snomed": {"schizophrenia": ["58214004"]}}


@pytest.fixture(scope="session")
def small_library():
    return Library(
        version="0",
        sha256="0",
        rules={},
        fingerprints={},
        substances=SUBSTANCES,
        classes=CLASSES,
        conditions=CONDITIONS,
        groups=GROUPS,
        ambiguities=AMBIGUITIES,
        consequences={},
        warning_signs={},
        sources={},
        claims={},
        codes=CODES,
    )


@pytest.fixture(scope="session")
def recogniser(small_library):
    return Recogniser(small_library)


@pytest.fixture
def changed(small_library):
    """A recogniser of the small library with other substances, conditions or ambiguities."""
    return lambda **parts: Recogniser(replace(small_library, **parts))


@pytest.fixture
def make_substance():
    return substance
