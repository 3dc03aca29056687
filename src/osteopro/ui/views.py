"""The gallery of the kit, while debugging."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from osteopro.ui.gallery import gallery_context


def gallery(request: HttpRequest, variant: str) -> HttpResponse:
    """Every component in every state; exists only while debugging."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    language = translation.get_language() or settings.LANGUAGE_CODE
    return render(request, "ui/gallery.html", gallery_context(variant, language))
