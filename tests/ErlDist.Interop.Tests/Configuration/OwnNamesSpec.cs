using System.Globalization;
using ErlDist.Nodes;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Configuration;

/// <summary>What a real erl takes as its own name, and what not, and why, is the same here.</summary>
public sealed class OwnNamesSpec
{
    [Theory]
    [InlineData("-sname", "a_B-9@localhost", "n.d@localhost", "b@127.0.0.1", "c@::1", "d@h.example", "a.b")]
    [InlineData("-name", "a@localhost", "n.d@h.x", "b@127.0.0.1", "c@::1", "d@fdaa:0:1", "å@localhost", "e@h%x")]
    public async Task A_real_erl_decides_alike(string flag, params string[] names)
    {
        await using PrivateEpmd epmd = await PrivateEpmd.StartAsync();
        string[] erl = await Task.WhenAll(names.Select(name => ErlAsync(flag, name, epmd)));

        Assert.Equal(erl, names.Select(name => Ours(flag, name)));
    }

    private static async Task<string> ErlAsync(string flag, string name, PrivateEpmd epmd)
    {
        CommandResult erl = await Command.RunAsync(
            "erl",
            ["-noinput", flag, name, "-eval", "io:format(\"up ~ts\", [node()]), halt()."],
            new Dictionary<string, string>
            {
                ["ERL_EPMD_PORT"] = epmd.Port.ToString(CultureInfo.InvariantCulture),
                ["ERL_CRASH_DUMP_SECONDS"] = "0",
                ["HOME"] = Path.GetTempPath(),
            });
        string[] reasons = ["Invalid node name!", "Can't set short node name!", "Can't set long node name!"];
        return erl.ExitCode == 0 ? erl.Output : reasons.First(reason => (erl.Output + erl.Errors).Contains(reason, StringComparison.Ordinal));
    }

    private static string Ours(string flag, string name)
    {
        try
        {
            return "up " + NameRules.Complete(name, longNames: flag == "-name");
        }
        catch (FormatException e)
        {
            return e.Message[..(e.Message.IndexOf('!', StringComparison.Ordinal) + 1)];
        }
    }
}
