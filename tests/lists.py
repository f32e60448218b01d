"""Lists of the lengths that people bring."""

from __future__ import annotations

FORTY = [
    "sertraline 50 mg", "ketamine", "phenelzine", "tramadol", "alcohol", "diazepam", "methadone",
    "quetiapine", "lithium", "amitriptyline", "MDMA", "cocaine", "cannabis", "warfarin",
    "ibuprofen", "omeprazole", "metformin", "lisinopril", "amlodipine", "simvastatin",
    "levothyroxine", "salbutamol inhaler", "paracetamol 1,000 mg", "gabapentin", "pregabalin",
    "haloperidol", "ondansetron", "bupropion", "St John's wort", "LSD", "GHB", "clonidine",
    "propranolol", "lamotrigine", "carbamazepine", "fluconazole", "ciprofloxacin", "naltrexone",
    "buprenorphine", "mirtazapine",
]  # fmt: skip
ORDINARY = [
    "metformin", "lisinopril", "amlodipine", "atorvastatin", "aspirin 81 mg", "omeprazole",
    "levothyroxine", "sertraline 50 mg", "ibuprofen", "gabapentin", "albuterol", "furosemide",
]  # fmt: skip
