"""The staff pages with one page of work: a text that is sent."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import include, path
from django.utils.html import format_html

from osteopro.access.decorators import access
from osteopro.access.terms import Permission

FORM = """<!doctype html><title>回复</title><form method="post">
<input type="hidden" name="csrfmiddlewaretoken" value="{}">
<script type="module" src="/static/ui/js/lock.js"></script>
<label>回复<textarea name="reply">{}</textarea></label><button>发送</button></form>"""


@access(Permission.FOLLOW_UP)
def work(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return HttpResponse(format_html("<h1>已发送：{}</h1>", request.POST["reply"]))
    return HttpResponse(format_html(FORM, get_token(request), ""))


urlpatterns = [path("staff/", include("osteopro.web.staff.urls")), path("care/", work)]
