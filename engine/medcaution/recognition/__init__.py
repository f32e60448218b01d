"""From what was written to substances and conditions; ambiguous and unknown are answers."""

from medcaution.recognition.answer import Recognition
from medcaution.recognition.recogniser import Recogniser
from medcaution.recognition.search import NameMatch

__all__ = ["NameMatch", "Recogniser", "Recognition"]
