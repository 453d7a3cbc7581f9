using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Tests.Services;

/// <summary>Where gen:reply/2 sends a reply, and whose message may cause it.</summary>
public sealed class GenReplyTests
{
    private static readonly Atom s_here = Atom.Get("asks@localhost");
    private static readonly Atom s_third = Atom.Get("third@localhost");
    private static readonly Pid s_caller = new(s_here, 1, 0, 1);
    private static readonly Reference s_reference = new(s_here, 1, [1, 2, 3]);
    private static readonly Reference s_thirds = new(s_third, 1, [1, 2, 3]);
    private static readonly Term s_alias = Term.ImproperList([Atom.Get("alias")], s_reference);

    public static TheoryData<string, Term, bool> Tags => new()
    {
        { "a reference", s_reference, false },
        { "[alias|Ref]", s_alias, true },
        { "[[alias|Ref]|Name]", Term.ImproperList([s_alias], Atom.Get("name")), true },
        { "[[alias|Ref]]", Term.List(s_alias), true },
        { "an atom", Atom.Get("tag"), false },
        { "multi_call's {Ref, Node}", Term.Tuple(s_reference, s_here), false },
        { "[other|Ref]", Term.ImproperList([Atom.Get("other")], s_reference), false },
        { "[alias|tag]", Term.ImproperList([Atom.Get("alias")], Atom.Get("tag")), false },
    };

    [Theory]
    [MemberData(nameof(Tags))]
    public void The_alias_of_the_tag_is_sent_to_where_there_is_one(string tagIs, Term tag, bool toAlias)
    {
        var reply = GenReply.To(s_caller, tag);
        Signal signal = reply.Signal(s_caller);
        Assert.True((signal.Kind == SignalKind.SendToAlias) == toAlias, tagIs);
        Assert.Equal(s_here, reply.Node);
        Assert.Equal(Term.Tuple(tag, 1), reply.Message(1));
        Assert.True(reply.MayBeCausedBy(s_here));
    }

    [Fact]
    public void Another_node_causes_a_reply_only_with_a_reference_of_the_callers_node()
    {
        Assert.True(GenReply.To(s_caller, s_reference).MayBeCausedBy(s_third));
        Assert.True(GenReply.To(s_caller, s_alias).MayBeCausedBy(s_third));
        Assert.False(GenReply.To(s_caller, Atom.Get("tag")).MayBeCausedBy(s_third));
        Assert.False(GenReply.To(s_caller, Term.Tuple(s_reference, s_here)).MayBeCausedBy(s_third));
        Assert.False(GenReply.To(s_caller, s_thirds).MayBeCausedBy(s_third));
    }

    [Fact]
    public void An_alias_of_a_third_node_is_no_way_there()
    {
        var reply = GenReply.To(s_caller, Term.ImproperList([Atom.Get("alias")], s_thirds));
        Assert.False(reply.MayBeCausedBy(s_here));
        Assert.False(reply.MayBeCausedBy(s_third));
    }
}
