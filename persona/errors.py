"""What can be wrong with a persona, its materials or its words."""


class PersonaError(Exception):
    """Something `persona` refuses; the message is one clear sentence with place and value."""


class ProfileError(PersonaError):
    """A persona file is wrong."""


class MaterialError(PersonaError):
    """A material is wrong."""


class ScriptError(PersonaError):
    """A script is wrong."""


class OutOfCalendar(PersonaError):
    """A day lies outside the years for which lunar festivals and solar terms are known."""
