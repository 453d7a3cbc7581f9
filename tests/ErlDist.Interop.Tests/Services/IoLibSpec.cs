using ErlDist.Interop.Tests.Nodes;
using ErlDist.Services;

namespace ErlDist.Interop.Tests.Services;

/// <summary><c>io_lib:format/2</c> of ours beside that of a real node: the same text, or an error in both.</summary>
public sealed class IoLibSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private static readonly string[] s_cases =
    [
        """ "plain",[] """,
        """ "~s ~p~n",["hello",{a,1}] """,
        """ "~10s|~-10s|~.3s|~5.2s|~*s|~.*s",["ab","ab","abcdef","abcdef",6,"x",2,"xyz"] """,
        """ "~5s|~-5.3s|~5.5s|~-*s|",["abcdefgh","x","abcdefg",4,"y"] """,
        """ "~10.2.0f|~e|~g|~8.3.*f",[1.5,2.0,0.1,$*,3.25] """,
        """ "~g ~g ~g ~.3g ~g ~g",[1234567.0,0.01,9999.5,12.345,0.0,-0.5] """,
        """ "~.4e ~.1f ~f ~e",[12345.678,0.26,1.0e10,0.0] """,
        """ "~10.4f|~-10.2f|~3.2f",[3.14159,2.5,1234.5] """,
        """ "~b ~.16b ~.16B ~# ~.16# ~.8+ ~.2b",[10,255,255,16,255,9,-5] """,
        """ "~.16x ~.16X ~.16x",[31,"0x",31,"0x",-31,foo] """,
        """ "~5b|~-5b|~2b|~5..0b",[10,10,1000,7] """,
        """ "~c~5c~5.3c|~3.3c|~tc|~c",[$a,$b,$c,$d,960,960] """,
        """ "~2.5c",[$a] """,
        """ "~w ~p ~w ~p",["abc","abc",<<"abc">>,<<"abc">>] """,
        """ "~w ~p",[[a|b],#{x => "y"}] """,
        """ "~W|~P",[[1,2,3,4,5],3,{a,{b,{c,d}}},3] """,
        """ "~W|~W|~W",[{a,b,c,d},3,[1,2],9,{a,[b,{c}]},4] """,
        """ "~5w|~-5w|~2w|~5.3w",[ab,ab,abcd,abcd] """,
        """ "~5.3.xw|~5.2.xw|~.4w",[a,bc,d] """,
        """ "~i~p~~~3~",[a,b] """,
        """ "~ts ~s",[<<"ü"/utf8>>,<<252>>] """,
        """ "~ts",[[960,[<<"x">>|<<"y">>]]] """,
        """ "~s ~ts",[foo,'\x{3c0}'] """,
        """ "~2n|~n",[] """,
        """ "~s",[[8364]] """,
        """ "~s",[{a}] """,
        """ "~p",[] """,
        """ "~p",[a,b] """,
        """ "~q",[a] """,
        """ "~",[] """,
        """ "~.1b",[3] """,
        """ "~b",[a] """,
        """ "~f",[1] """,
        """ "~.0f",[1.0] """,
        """ "~c",[a] """,
        """ foo,[] """,
        """ <<"~w">>,[1.0] """,
        """ "~.2.0s|~3.3.xs|",["a","b"] """,
        """ "~w ~w ~w",[[],{},#{}] """,
        """ "~0p ~0tp",[[{a,"s"},<<1,2>>,<<5:3>>],"b"] """,
        """ "~tw",['\x{3c0}'] """,
    ];

    [Fact]
    public async Task Texts_are_those_of_the_release()
    {
        Term expected = await fixture.Beam.EvalTermAsync(
            $"[try unicode:characters_to_binary(io_lib:format(F, A)) catch _:_ -> error end || {{F, A}} <- [{{{string.Join("},{", s_cases)}}}]]");
        var given = (ErlList)await fixture.Beam.EvalTermAsync($"[{{{string.Join("},{", s_cases)}}}]");
        IEnumerable<Term> ours = given.ToArray().Select(
            c => c is ErlTuple and [Term format, Term data] && IoLib.Format(format, data, 10_000) is { } text ? (Term)text : Atom.Error);
        foreach ((string @case, Term theirs, Term us) in s_cases.Zip(((ErlList)expected).ToArray(), ours))
        {
            Assert.Equal((@case, theirs), (@case, us));
        }
    }
}
