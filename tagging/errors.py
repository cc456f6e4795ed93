"""What can be wrong with a lexicon, a history or a rule."""


class TaggingError(Exception):
    """Something `tagging` refuses; the message is one clear sentence with place and value."""


class LexiconError(TaggingError):
    """A lexicon file is wrong."""


class HistoryError(TaggingError):
    """An order contradicts the history it should join."""


class RuleError(TaggingError):
    """A layering rule or an offer contradicts itself."""


class ReviewError(TaggingError):
    """A decision about a finding makes no sense."""


class ModelError(TaggingError):
    """A learned model is damaged, of another version, or has too little to learn from."""


class GroupError(TaggingError):
    """A comparison has a group without customers, or groups that are not what they claim."""
