"""A story in words, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.deduplicate.present import Member, Story


def in_words(story: Story, *, sentences: bool = False) -> Iterator[str]:
    """Yield the lines that tell a story; with `sentences` also what each member added and cut."""
    front = story.members[0]
    yield f"{front.title or front.url or front.id}"
    yield f"  {story.cluster}"
    origin = story.origin
    who = " ".join(each for each in (origin.kind, origin.id) if each)
    yield f"  origin: {who}, confidence {origin.confidence:.2f}: {'; '.join(origin.reasons) or 'nothing is known'}"
    for member in story.members:
        yield from _member(member, in_front=member is front)
        if sentences:
            yield from (f"      + {sentence}" for sentence in member.added)
            yield from (f"      - {sentence}" for sentence in member.cut)
    for reuse in story.reused_by:
        title = reuse.title or reuse.id
        if reuse.relation == "translation":
            yield f"  {reuse.outlet or '?'}  in another language, confidence {reuse.confidence:.2f}: {title}"
        else:
            yield f"  {reuse.outlet or '?'}  reuses parts: {reuse.overlap:.0%} of {title}"
        yield f"    {reuse.url or reuse.id}"


def _member(member: Member, *, in_front: bool) -> Iterator[str]:
    then = f" (its line: {member.written})" if member.written != member.relation else ""
    facts = [f"{member.relation}{then}"]
    if in_front:
        facts.append(member.published or "no time given")
    else:
        facts += [_later(member.minutes), f"keeps {member.kept:.0%}, {member.own:.0%} its own"]
        facts.append(f"sentences: {len(member.added)} added, {len(member.cut)} cut")
    facts.append(_credit(member))
    if member.later:
        facts.append(f"{len(member.later) + 1} versions")
    yield f"  {member.outlet or '?'}  {'; '.join(facts)}"
    yield f"    {member.url or member.id}"


def _later(minutes: int | None) -> str:
    if minutes is None:
        return "time not known"
    return f"{minutes} min later" if minutes >= 0 else f"{-minutes} min earlier"


def _credit(member: Member) -> str:
    names = ", ".join(member.credits)
    return {
        "own": "its own text",
        "named": f"credits {names}",
        "other": f"credits {names}, another than the origin",
        "hidden": "credits nobody",
        "none": "no credit",
    }[member.credit]
