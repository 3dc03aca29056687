"""The patient's script: saving, the queue, once only, fields; and the page without it."""

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.filling import comes_true

DRAFT, STEP, PACK = "/me/record/1/draft/", "/me/record/1/sym-sleep/", "/me/record/1/pack/"
DONE = "/me/record/0d4c2c5e-9f0c-4a51-8a5b-1f6f5d6f7a10/done/"
QUEUE = "JSON.parse(localStorage.getItem('osteopro-queue') || '[]')"
STATE = "[data-save-state]"


class Server:
    """Remembers what was posted and answers as told."""

    def __init__(self, **told: Any) -> None:
        self.bodies: list[dict[str, list[str]]] = []
        self.told = {"status": 204, **told}
        self.down = False

    def __call__(self, route: Route) -> None:
        if self.down:
            route.abort("internetdisconnected")
            return
        self.bodies.append(parse_qs(route.request.post_data or ""))
        route.fulfill(**self.told)


def html_page(text: str) -> dict[str, Any]:
    body = (
        f'<html lang="zh-CN"><title>{text}</title><body><main tabindex="-1"><h1>{text}</h1></main>'
    )
    return {"status": 200, "body": body, "content_type": "text/html; charset=utf-8"}


def question(open_page: Any, pages: SimpleNamespace, **answers: Any) -> Page:
    page: Page = open_page(
        pages.sample("question.html").replace("已存好</span></p>", "</span></p>"),
        path=STEP,
        answers={f"/me/record/1/{name}/": answer for name, answer in answers.items()},
    )
    return page


def test_answer_is_saved_when_chosen(open_page: Any, pages: SimpleNamespace) -> None:
    draft = Server()
    page = question(open_page, pages, draft=draft)
    page.get_by_label("有一点").check()
    expect(page.locator(STATE)).to_contain_text("已存好")
    token = {"csrfmiddlewaretoken": ["x"]}
    told = {"viewport": ["360x640"], "heard": ["0"], "draft": ["1"]}
    hidden = {"item": ["sym-sleep"], "shown": ["2026-11-23T02:00:00+00:00"]}
    assert draft.bodies == [{"sym-sleep": ["1"], **told, **hidden, **token}]
    assert page.evaluate(QUEUE) == []


def test_answer_waits_on_the_phone_and_is_sent_later(
    open_page: Any, pages: SimpleNamespace
) -> None:
    draft = Server()
    draft.down = True
    page = question(open_page, pages, draft=draft)
    page.get_by_label("比较重").check()
    expect(page.locator(STATE)).to_contain_text("没有网络")
    page.get_by_label("很重").check()
    page.wait_for_function(f"() => {QUEUE}.some(entry => entry.body.includes('sym-sleep=4'))")
    assert len(page.evaluate(QUEUE)) == 1
    draft.down = False
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(STATE)).to_contain_text("已存好")
    assert draft.bodies[-1]["sym-sleep"] == ["4"]
    assert page.evaluate(QUEUE) == []


@pytest.fixture
def clinic() -> Iterator[str]:
    """A real server: whoever posts a draft is sent to sign in; sending leads to the done page."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(303)
            to = "/signin/" if self.path == DRAFT else DONE
            self.send_header("Location", to)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            body = html_page("送到了" if "done" in self.path else "登录")["body"].encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_answer_is_kept_when_the_person_was_signed_out(
    open_page: Any, pages: SimpleNamespace, clinic: str
) -> None:
    page = open_page(pages.sample("question.html"), origin=clinic)
    page.get_by_label("很重").check()
    expect(page.locator(STATE)).to_contain_text("还没送到")
    assert len(page.evaluate(QUEUE)) == 1


def test_old_answers_are_forgotten_after_14_days(open_page: Any, pages: SimpleNamespace) -> None:
    draft = Server()
    page = question(open_page, pages, draft=draft)
    stale = [{"key": "a", "url": DRAFT, "body": "x=1", "at": 0}]
    page.evaluate("queue => localStorage.setItem('osteopro-queue', queue)", json.dumps(stale))
    page.reload()
    page.get_by_label("很重").check()
    expect(page.locator(STATE)).to_contain_text("已存好")
    assert [body for body in draft.bodies if "x" in body] == []


def test_a_kiosk_stores_nothing(open_page: Any, pages: SimpleNamespace) -> None:
    draft = Server()
    draft.down = True
    page = open_page(
        pages.sample("question.html", kiosk=True), path=STEP, answers={DRAFT: draft}
    )  # fmt: skip
    page.get_by_label("很重").check()
    expect(page.locator(STATE)).to_contain_text("还没送到")
    assert page.evaluate(QUEUE) == []


def test_next_page_is_put_in_place(open_page: Any, pages: SimpleNamespace) -> None:
    steps = Server(**html_page("第 7 题"))
    served = pages.sample("question.html")
    page: Page = open_page(served, path="/page", answers={DRAFT: Server(), STEP: steps})
    page.get_by_label("有一点").check()
    page.get_by_role("button", name="下一题").click()
    expect(page.get_by_role("heading", name="第 7 题")).to_be_visible()
    expect(page).to_have_title("第 7 题")
    expect(page).to_have_url(re.compile(f"{STEP}$"))
    expect(page.locator("main")).to_be_focused()
    assert steps.bodies[-1]["sym-sleep"] == ["1"]
    page.go_back()
    expect(page.get_by_role("button", name="下一题")).to_be_visible()


def test_skip_is_sent_with_its_name(open_page: Any, pages: SimpleNamespace) -> None:
    steps = Server(**html_page("第 7 题"))
    page = open_page(pages.sample("question.html"), answers={DRAFT: Server(), STEP: steps})
    page.get_by_role("button", name="这题不想答").click()
    expect(page.get_by_role("heading", name="第 7 题")).to_be_visible()
    assert steps.bodies[0]["skip"] == ["1"]
    assert "sym-sleep" not in steps.bodies[0]


def piece(name: str, text: str, **changes: Any) -> dict[str, Any]:
    """A question of the pack with a page of its own."""
    html = (
        f'<html lang="zh-CN"><title>第 9 题</title><body data-offline="没有网络">'
        f'<header><a class="back" href="/me/">回</a></header><main tabindex="-1"><h1>{text}</h1>'
        '<p class="place">第 9 题，共 9 题</p>'
        '<progress class="progress" value="9" max="9"></progress>'
        f'<form data-draft="{DRAFT}"><input name="item" value="{name}"><input name="shown">'
        f'<input type="checkbox" name="{name}" value="1"></form>'
        "<p data-save-state></p></main>"
    )
    url = f"/me/record/1/{name}/"
    plain = {"when": [], "note": False, "choice": True, "limits": {}}
    return {"id": name, "url": url, "html": html, "wrong": html, **plain, **changes}


def pack(**changes: Any) -> Server:
    when = [{"behavior": "all", "of": [["sym-sleep", "=", "4"]]}]
    items = [
        piece("sym-sleep", "6"),
        piece("a", "只问很重的", when=when),
        piece("b", "都要问的"),
    ]
    urgent = {"url": "/me/record/1/urgent/", "rules": [], "pages": {}}
    check = {"url": "/me/record/1/check/", "html": "<main><h1>看一看</h1></main>"}
    told = {"answers": {}, "items": items, "check": check, "urgent": urgent, "stops": []}
    return Server(status=200, body=json.dumps({**told, **changes}), content_type="application/json")


def offline_step(open_page: Any, pages: SimpleNamespace, choice: str, loaded: Server) -> Page:
    gone = Server()
    gone.down = True
    page: Page = open_page(
        pages.sample("question.html"),
        path=STEP,
        answers={DRAFT: gone, PACK: loaded},
    )
    if loaded.told["status"] == 200:
        script = page.locator("form[data-pack]").get_attribute("data-pack-script")
        comes_true(page, f"import('{script}').then(pack => pack.at(location.href) !== null)")
    page.route(f"**{STEP}", gone)
    page.get_by_label(choice).check()
    page.get_by_role("button", name="下一题").click()
    return page


def test_offline_the_next_question_comes_from_the_phone(
    open_page: Any, pages: SimpleNamespace
) -> None:
    page = offline_step(open_page, pages, "有一点", pack())
    expect(page.get_by_role("heading", name="都要问的")).to_be_visible()
    expect(page).to_have_url(re.compile("/me/record/1/b/$"))
    expect(page.locator(".place")).to_have_text("第 2 题，共 2 题")
    expect(page.locator(".back")).to_have_attribute("href", STEP)
    assert "sym-sleep=1" in page.evaluate(QUEUE)[0]["body"]


def test_offline_a_conditional_question_is_asked_when_it_holds(
    open_page: Any, pages: SimpleNamespace
) -> None:
    page = offline_step(open_page, pages, "很重", pack())
    expect(page.get_by_role("heading", name="只问很重的")).to_be_visible()


def test_offline_an_emergency_answer_shows_the_emergency_page(
    open_page: Any, pages: SimpleNamespace
) -> None:
    rule = {"rule": "T", "given": [["sym-sleep", "4"]], "because": "睡不好", "add": ""}
    html = (
        "<title>急</title><body><main><h1>请马上就医</h1><b data-reasons></b>"
        '<ol class="steps bad"></ol><a class="link-block" href="/">接着填</a></main>'
    )
    urgent = {"url": "/me/record/1/urgent/", "rules": [rule], "pages": {"": html}}
    page = offline_step(open_page, pages, "很重", pack(urgent=urgent))
    expect(page.get_by_role("heading", name="请马上就医")).to_be_visible()
    expect(page.locator("[data-reasons]")).to_have_text("睡不好")
    going_on = page.get_by_role("link", name="接着填")
    expect(going_on).to_have_attribute("href", "/me/record/1/a/")
    assert len(page.evaluate(QUEUE)) == 1


def test_offline_the_page_waits_where_only_the_server_can_tell_an_emergency(
    open_page: Any, pages: SimpleNamespace
) -> None:
    page = offline_step(open_page, pages, "很重", pack(stops=["sym-sleep"]))
    expect(page.locator(STATE)).to_contain_text("没有网络")
    expect(page).to_have_url(re.compile(f"{STEP}$"))


def test_offline_without_a_pack_the_page_says_so_and_can_be_tried_again(
    open_page: Any, pages: SimpleNamespace
) -> None:
    page = offline_step(open_page, pages, "很重", Server(status=404))
    expect(page.locator(STATE)).to_contain_text("没有网络")
    expect(page.get_by_role("button", name="下一题")).to_be_enabled()


def test_sending_without_network_shows_not_sent_and_sends_later(
    open_page: Any, pages: SimpleNamespace, clinic: str
) -> None:
    page = open_page(pages.sample("check.html"), origin=clinic)
    page.context.set_offline(True)
    page.get_by_role("button", name="发送给李护士").click()
    expect(page.get_by_role("heading", name="还没送到")).to_be_visible()
    expect(page.get_by_text("送到了")).to_have_count(0)
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="送到了")).to_be_visible()
    expect(page).to_have_url(f"{clinic}{DONE}")
    assert page.evaluate(QUEUE) == []


def test_sending_with_network_shows_the_done_page(
    open_page: Any, pages: SimpleNamespace, clinic: str
) -> None:
    page = open_page(pages.sample("check.html"), origin=clinic)
    page.get_by_role("button", name="发送给李护士").click()
    expect(page.get_by_role("heading", name="送到了")).to_be_visible()
    expect(page).to_have_url(f"{clinic}{DONE}")


def test_second_press_sends_once(open_page: Any, pages: SimpleNamespace) -> None:
    page = open_page(pages.sample("start.html"))
    # Asked behind the page's own script whether a sending goes through.
    went = page.evaluate(
        """() => { const form = document.querySelector('main form');
          let went = 0;
          addEventListener('submit', event => { went += event.defaultPrevented ? 0 : 1; });
          form.action = '/slow/'; form.target = '_blank';
          const button = form.querySelector('.btn'); button.click(); button.click();
          form.requestSubmit();
          return went; }"""
    )
    assert went == 1
    button = page.locator("main form .btn")
    expect(button).to_have_text("正在发送……")
    expect(button).to_have_attribute("aria-disabled", "true")


def test_none_of_these_clears_the_others(open_page: Any, pages: SimpleNamespace) -> None:
    page = open_page(pages.sample("safety.html"), answers={DRAFT: Server()})
    page.get_by_label("摔倒了").check()
    expect(page.get_by_label("都没有")).not_to_be_checked()
    page.get_by_label("吐血或拉黑便").check()
    expect(page.get_by_label("摔倒了")).to_be_checked()
    page.get_by_label("都没有").check()
    expect(page.locator("input:checked")).to_have_count(1)


def test_letters_are_counted_near_the_end(open_page: Any, pages: SimpleNamespace) -> None:
    page = open_page(pages.gallery("patient"))
    area = page.locator("textarea")
    area.fill("字" * 190)
    expect(page.locator("[data-count]")).to_have_text("还可以写 10 个字。")
    area.fill("字" * 235)
    expect(page.locator("[data-count]")).to_contain_text("请少写 35 个字")


def test_error_summary_takes_focus_and_leads_to_the_answer(
    open_page: Any, pages: SimpleNamespace
) -> None:
    page = open_page(pages.sample("question_error"), answers={DRAFT: Server()})
    expect(page).to_have_title(re.compile("^有问题："))
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").click()
    expect(page.locator("#f-sym-sleep")).to_be_focused()
    expect(page).to_have_url(re.compile("#f-sym-sleep$"))


def test_other_day_opens_its_fields(open_page: Any, pages: SimpleNamespace) -> None:
    page = open_page(pages.gallery("patient"))
    fields = page.locator(".other-day input")
    expect(fields.first).to_be_hidden()
    page.get_by_label("别的日子").check()
    expect(fields.first).to_be_visible()


def test_signing_out_forgets_what_waits(open_page: Any, pages: SimpleNamespace) -> None:
    html = pages.sample("home.html").replace("data-plain", "data-clears")
    page = open_page(html, answers={"/language/": Server(**html_page("出去了"))})
    page.evaluate('localStorage.setItem(\'osteopro-queue\', \'[{"key":"a","at":9e15}]\')')
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="出去了")).to_be_visible()
    assert page.evaluate("localStorage.getItem('osteopro-queue')") is None


def test_page_works_without_scripts(open_page: Any, pages: SimpleNamespace) -> None:
    page = open_page(pages.sample("question.html"), java_script_enabled=False)
    page.get_by_label("有一点").check()
    expect(page.get_by_label("有一点")).to_be_checked()
    expect(page.get_by_role("button", name="下一题")).to_be_enabled()
    # A browser voice cannot be known without scripts: the button does not promise it.
    expect(page.locator("[data-listen]")).to_be_hidden()
