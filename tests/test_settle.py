"""Lines that a proved process explains, restored together: the lattice would say the same of each."""

from __future__ import annotations

from functools import cache

import pytest

from fixenc import Config, repair
from fixenc.damage._isolated import Settler
from fixenc.damage._pairs import Pair, pairs
from fixenc.damage._readers import misread, readers
from fixenc.damage._restore import Job, Restored, restore
from fixenc.damage._steps import Reader, stretch
from fixenc.damage._syntax import habits
from fixenc.model.load import load

# Software and prose, with quotes, tags, comments, brackets, rows of short strings and an emoji.
TEXT = """\
数据库连接失败，请检查配置文件。
  'title' => '用户管理',
<span class="name">文章标题</span>
COMMENT='订单编号';
// 如果没有登录就跳转到首页
"message": "保存成功",
print("请输入密码:")
我们在河边走了很久，直到天色暗下来。
她说：“明天早上八点，在老地方见。”
log.error("读取文件时出错: " + name);
<li><a href="/list">全部分类</a></li>
/* 计算两个日期之间的天数 */
（一）申请人应当提交身份证明；
会议由校长主持，各学院负责人参加了会议。
| 参数 | 说明 | 默认值 |
- 支持批量导出 (Excel) 和打印
这本书的作者是谁？没有人知道。
return "未知错误";
🎉 新版本发布了，欢迎试用。
天气预报说周末有雨，出门记得带伞。
public static final String NAME = "名称";
总价=单价*数量
山上的雪还没有化，风吹过来很冷。
<!-- 左侧菜单 开始 -->
[提示] 该操作无法撤销，是否继续？
价格：￥25元（每斤）
"""
READERS = [("gb18030", "windows", "?"), ("gb18030", "windows-keep", "?"), ("gb18030", "python-gbk", "\ufffd"),
           ("gb18030", "python-gbk", "?"), ("cp1252", "strict", "\ufffd"), ("cp1252", "strict", "?")]


@cache
def reading(name: str, dialect: str, mark: str) -> tuple[Pair, Reader]:
    pair = next(each for each in pairs(Config()) if (each.written.name, each.read.name) == ("utf_8", name))
    return pair, next(each for each in readers(pair.read, mark) if each.dialect == dialect)


def damaged(name: str, dialect: str, mark: str) -> list[str]:
    """The lines that lose bytes, as the program read them."""
    _, reader = reading(name, dialect, mark)
    lines = [misread(reader, line.encode()) for line in TEXT.splitlines()]
    return [line for line in lines if mark in line]


def settled(lines: list[str], name: str, dialect: str, mark: str) -> dict[int, Restored]:
    found = Settler(*reading(name, dialect, mark), habits("\n".join(lines)), load()).settle(lines)
    return {each.job.line: each for each in found}


def by_the_lattice(lines: list[str], name: str, dialect: str, mark: str) -> list[Restored | None]:
    pair, reader = reading(name, dialect, mark)
    spans = [stretch(line, mark) for line in lines]
    jobs = [Job(index, start, stop, ((start, stop),), pair, reader) for index, (start, stop) in enumerate(spans)]
    known = habits("\n".join(lines))
    return restore(jobs, [lines[job.line] for job in jobs], known, load())


@pytest.mark.parametrize(("name", "dialect", "mark"), READERS)
def test_the_lattice_says_the_same(name: str, dialect: str, mark: str) -> None:
    lines = damaged(name, dialect, mark)
    found = settled(lines, name, dialect, mark)
    expected = by_the_lattice(lines, name, dialect, mark)
    assert len(found) > 0.9 * len(lines)
    for index, each in found.items():
        other = expected[index]
        assert other is not None
        whole = [lines[index][:one.start] + one.after + lines[index][one.stop:] for one in (each, other)]
        assert whole[0] == whole[1]
        for guess, its, stood, its_stood in zip(each.guesses, other.guesses, each.stood, other.stood, strict=True):
            assert each.start + guess.offset == other.start + its.offset
            assert abs(guess.probability - its.probability) < 0.02
            assert stood == its_stood


@pytest.mark.parametrize(("name", "dialect", "mark"), READERS)
def test_what_is_settled_is_proved(name: str, dialect: str, mark: str) -> None:
    lines = damaged(name, dialect, mark)
    _, reader = reading(name, dialect, mark)
    for index, each in settled(lines, name, dialect, mark).items():
        whole = lines[index][:each.start] + each.after + lines[index][each.stop:]
        assert misread(reader, whole.encode()) == lines[index]


@pytest.mark.parametrize("line", ["这是真的吗?", "数据库 鏁版嵁搴?", "鏁版嵁搴撹繛鎺ュけ璐? и ещё", "?", "鏁?", "锟斤拷锟斤拷?"])
def test_what_does_not_fit_is_left(line: str) -> None:
    assert not settled([line], "gb18030", "windows", "?")


def test_lines_are_found_again_in_a_large_file() -> None:
    _, reader = reading("gb18030", "windows", "?")
    lines = TEXT.splitlines() * 3
    got = repair("\n".join(misread(reader, line.encode()) for line in lines)).split("\n")
    assert len(got) == len(lines)
    assert sum(each == line for each, line in zip(got, lines, strict=True)) > 0.8 * len(lines)


@pytest.mark.parametrize(("name", "dialect", "mark"), READERS)
@pytest.mark.parametrize("cut", [0, 1, 2])
def test_a_long_line_is_settled_in_parts(name: str, dialect: str, mark: str, cut: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A piece of a longer line begins and ends within characters; what is between them is restored and proved."""
    monkeypatch.setattr("fixenc.damage._isolated.BLOCK", 60)
    _, reader = reading(name, dialect, mark)
    whole = misread(reader, "".join(TEXT.splitlines()).encode())
    line = whole[cut:len(whole) - cut]
    each = settled([line], name, dialect, mark)[0]
    assert each.start <= 4
    assert len(line) - each.stop <= 8
    assert misread(reader, each.after.encode()) == line[each.start:each.stop]
    assert each.after.count("户") >= 1


def test_a_rare_character_that_lost_bytes_leaves_the_line_readable() -> None:
    _, reader = reading("gb18030", "python-gbk", "\ufffd")
    line = misread(reader, "山南面盛产㻬琈玉，山上的树木多为槐树。".encode())
    each = settled([line], "gb18030", "python-gbk", "\ufffd")[0]
    assert each.after.startswith("山南面盛产")
    assert each.after.endswith("琈玉，山上的树木多为槐树。")
