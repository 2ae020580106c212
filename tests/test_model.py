"""The language model: every character has a score, and likely text a better one than its mojibake."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixenc.errors import TableError
from fixenc.model import train
from fixenc.model._corpus import read
from fixenc.model._table import build
from fixenc.model.codes import to_codes
from fixenc.model.load import load
from fixenc.model.score import Model

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)    # lone surrogates too

# What the left was before some program misread its bytes.
MISREAD = [
    ("请先保存配置文件", "utf-8", "gb18030"), ("今天天气不错", "utf-8", "gb18030"), ("文件", "utf-8", "cp1252"),
    ("文件", "gbk", "latin-1"), ("下载地址", "gbk", "latin-1"), ("用户名和密码", "gbk", "cp1251"),
    ("用户名和密码", "gbk", "koi8-r"), ("系統設定", "big5", "gbk"), ("系統設定", "big5", "latin-1"),
    ("打开失败", "gbk", "cp437"), ("打开失败", "utf-8", "mac_roman"), ("重新启动程序", "gbk", "big5"),
    ("重新启动程序", "gbk", "shift_jis"), ("重新启动程序", "gbk", "euc-kr"),
]

# Ordinary text: nats a character that it may cost at most. Damaged text costs eight and more.
CLEAN = [
    ("他把钥匙放在桌子上就出门去了。", 5.5), ("我們昨天晚上在圖書館裡看書。", 5.5), ("呢間舖頭啲嘢好平㗎。", 7.0),
    ("吾嘗獨立於庭中，不知雨之將至也。", 6.5), ("The quick change of plans surprised nobody.", 3.5),
    ("if (count == 0) { return NULL; }", 4.5), ("Où est passée la clé de l'entrée ?", 4.5),
    ("Die Tür war geöffnet, aber niemand hörte zu.", 4.5), ("Привет, как у тебя дела?", 4.5),
    ("駅の前で友だちを待っています。", 7.5), ("오늘은 날씨가 좋습니다.", 6.5), ("วันนี้อากาศดีมาก", 5.5),
    ("Wczoraj padał śnieg i było zimno", 4.5), ("Hôm nay trời đẹp quá", 5.5), ("Καλημέρα σας, τι κάνετε;", 4.5),
]


@pytest.fixture(scope="module")
def model() -> Model:
    return load()


@given(ANY_TEXT)
def test_every_text_has_a_finite_score(text: str) -> None:
    scores = load().running(to_codes(text))
    assert len(scores) == len(text)
    assert np.isfinite(scores).all()
    assert (scores < 1e-3).all()


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=()), max_size=20), max_size=8))
def test_many_score_as_one_by_one(texts: list[str]) -> None:
    model = load()
    assert model.score_many(texts) == pytest.approx([model.score(text) for text in texts], abs=1e-3)


@settings(deadline=None)
@given(st.one_of(ANY_TEXT, st.text("的一是不了，。\n人在 ab", max_size=40)))
def test_given_agrees_with_running(text: str) -> None:
    model = load()
    codes = to_codes(text)
    padded = np.concatenate((np.full(model.order - 1, 0x0A, np.uint32), codes))
    contexts = np.stack([padded[place:place + len(codes)] for place in range(model.order - 1)], 1)
    for place in np.flatnonzero(codes == 0x0A).tolist():      # padded with line feeds: a line end hides what is before it
        for row in range(place + 1, min(place + model.order, len(codes))):
            contexts[row, :model.order - 1 - (row - place)] = 0x0A
    assert model.given(contexts, codes) == pytest.approx(model.running(codes), abs=1e-4)


def test_a_line_end_resets_the_context(model: Model) -> None:
    first, second = "今天的会议改到下午。", "请大家准时参加。"
    both = model.running(to_codes(f"{first}\n{second}"))
    assert both[len(first) + 1:] == pytest.approx(model.running(to_codes(second)), abs=1e-5)


def test_a_long_text_is_scored_as_its_pieces(model: Model) -> None:
    line = "这一行会重复很多次，直到超过一个块的长度。\n"
    scores = model.running(to_codes(line * 5000)).reshape(5000, -1)
    assert np.ptp(scores, axis=0).max() == 0


@pytest.mark.parametrize(("text", "written", "wrong"), MISREAD)
def test_mojibake_is_less_likely_than_what_it_was(model: Model, text: str, written: str, wrong: str) -> None:
    damaged = text.encode(written).decode(wrong, "replace")
    assert model.score(damaged) < model.score(text) - 5 * len(text)


@pytest.mark.parametrize(("text", "most"), CLEAN)
def test_clean_text_of_any_language_is_likely(model: Model, text: str, most: float) -> None:
    assert -model.score(text) / len(text) < most


@pytest.mark.parametrize("context", ["", "今天", "他们在北", "hello wor", "été", "ん", "□□"])
def test_probabilities_of_all_characters_add_up_to_one(model: Model, context: str) -> None:
    padded = to_codes("\n\n\n" + context)[-3:]
    everything = np.arange(0x110000, dtype=np.uint32)
    total = np.exp(model.given(np.repeat(padded[None], len(everything), 0), everything).astype(np.float64)).sum()
    # Rounding and strangers that share a fingerprint with an entry cost some; a context off by more is a mistake.
    assert 0.85 < total < 1.35


def test_a_file_that_is_no_model_says_so(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.bin"
    wrong.write_bytes(bytes(4096))
    with pytest.raises(TableError, match="not a fixenc language model"):
        load(str(wrong))
    (tmp_path / "cut.bin").write_bytes((Path(train.__file__).with_name("model.bin")).read_bytes()[:100_000])
    with pytest.raises(TableError, match="cut short"):
        load(str(tmp_path / "cut.bin"))


def test_the_installed_model_is_small_and_loads_at_once() -> None:
    assert Path(train.__file__).with_name("model.bin").stat().st_size <= 16 << 20
    load()
    started = time.perf_counter()
    load.__wrapped__()
    assert time.perf_counter() - started < 0.1      # 0.01 on an idle core


def test_training_is_deterministic_and_leaves_lines_out(tmp_path: Path) -> None:
    lines = [f"第{number}行说的是{word}，请在{place}查看。" for number in range(400)
             for word, place in (("天气", "这里"), ("价格", "那里"), ("時間", "表中"))]
    (tmp_path / "some.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    kept = "".join(chr(code) for code in next(read([tmp_path])).codes).splitlines()
    assert 0.9 * len(lines) < len(kept) < len(lines)
    made = []
    for name in ("one.bin", "two.bin"):
        command = [sys.executable, "-m", "fixenc.model.train", tmp_path, "-o", tmp_path / name, "--megabytes", "5"]
        subprocess.run(command, check=True, capture_output=True)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    small = load(str(tmp_path / "one.bin"))
    assert small.score("请在这里查看。") > small.score("请在涓枃查看。") + 10


def test_a_table_gives_back_what_was_put_in() -> None:
    rng = np.random.default_rng(7)
    keys = np.unique(rng.integers(1 << 15, 1 << 30, 200_000).astype(np.uint64))
    values = rng.integers(1, 1 << 10, len(keys)).astype(np.uint16)
    table, fits = build(keys, values, 2, 10, 1 << 19)
    assert fits.mean() > 0.99
    assert (table.find(keys[fits]) == values[fits]).all()
    strangers = np.setdiff1d(rng.integers(1 << 15, 1 << 30, 200_000).astype(np.uint64), keys)
    assert not table.find(strangers).any(), "fingerprints of pairs are exact"
