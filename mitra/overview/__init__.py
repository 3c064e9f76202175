"""The trainer's overview: a traffic light for each enterprise, the ones that need attention first."""

from mitra.overview.lights import Colour, Facts, Light, Signal, light_of
from mitra.overview.listing import MOST_SORTED, Page, one, overview, page

__all__ = ["MOST_SORTED", "Colour", "Facts", "Light", "Page", "Signal", "light_of", "one", "overview", "page"]
