"""Site files and haoshao.toml: mistakes are one line that names file and key; limits can only tighten."""

from pathlib import Path

import pytest

from base.checked_files import ConfigError
from base.config import Settings, effective_limits, load_settings, load_site, load_sites


def site_file(folder: Path, name: str, text: str) -> Path:
    path = folder / "sites" / f"{name}.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_smallest_site_file_is_enough(tmp_path: Path) -> None:
    site = load_site(site_file(tmp_path, "shop", "name: shop\nurl: https://shop.example/\n"))

    assert site.family == "auto"
    assert site.start_urls == ("https://shop.example/",)
    assert not site.is_test_site


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: shop\nurl: https://shop.example/\nlimts: {}\n", "limts: unknown key"),
        ("name: shop\nurl: ftp://shop.example/\n", "url: "),
        ("name: shop\nurl: https://user:word@shop.example/\n", "only public pages"),
        ("name: other\nurl: https://shop.example/\n", "name: 'other' is not the file's name"),
        ("name: shop\nurl: https://shop.example/\nlimits: {delay_s: -1}\n", "limits.delay_s"),
        ("name: shop\nurl: https://shop.example/\nnetwork: {allow: [8.8.8.0/24]}\n", "is public"),
        ("name: shop\nurl: https://shop.example/\nnetwork: {allow: [0.0.0.0/0]}\n", "is public"),
        ("name: shop\nurl: [", "line 2 is no YAML"),
        ("- a\n", "holds no keys"),
        ("name: shop\nurl: https://shop.example/\nschedule: {every: 6x}\n", "schedule.every"),
    ],
)
def test_mistake_names_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    path = site_file(tmp_path, "shop", text)

    with pytest.raises(ConfigError) as caught:
        load_site(path)

    assert said in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_site_can_only_tighten_limits(tmp_path: Path) -> None:
    text = "name: shop\nurl: https://shop.example/\nlimits: {delay_s: 0.1, concurrency: 9, pages: 50, minutes: 999}\n"
    limits = effective_limits(load_site(site_file(tmp_path, "shop", text)), Settings())

    assert limits.delay_s == Settings().crawler.limits.delay_s
    assert limits.concurrency == 1
    assert limits.pages == 50
    assert limits.minutes == Settings().crawler.limits.minutes


def test_test_site_may_loosen_its_own_limits(tmp_path: Path) -> None:
    text = "name: shop\nurl: http://127.0.0.1:8000/\nnetwork: {allow: [127.0.0.0/8]}\nlimits: {concurrency: 16}\n"
    site = load_site(site_file(tmp_path, "shop", text))

    assert site.is_test_site
    assert effective_limits(site, Settings()).concurrency == 16
    assert effective_limits(site, Settings()).delay_s == 0


@pytest.mark.parametrize("url", ["https://shop.example/", "http://10.0.0.1/", "http://localhost/"])
def test_site_outside_its_allowed_range_is_no_test_site(tmp_path: Path, url: str) -> None:
    text = f"name: shop\nurl: {url}\nnetwork: {{allow: [127.0.0.0/8]}}\n"

    assert not load_site(site_file(tmp_path, "shop", text)).is_test_site


def test_settings_name_the_wrong_key(tmp_path: Path) -> None:
    (tmp_path / "haoshao.toml").write_text("[crawler]\ncontcat = 'a@b.example'\n", "utf-8")

    with pytest.raises(ConfigError, match="contcat"):
        load_settings(tmp_path)


def test_sites_come_in_order_of_name(tmp_path: Path) -> None:
    for name in ("b", "a"):
        site_file(tmp_path, name, f"name: {name}\nurl: https://{name}.example/\n")

    assert list(load_sites(tmp_path)) == ["a", "b"]
