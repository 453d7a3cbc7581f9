using ErlDist.Flags;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Flags;

/// <summary>Command lines and environments that a real erl and we must understand alike.</summary>
public sealed class ErlArgumentsSpec : IDisposable
{
    // The -- keeps -eval from taking the arguments that follow.
    private const string Show =
        """
        Ours = [root, progname, bindir, home, noshell, noinput, start_epmd],
        [io:put_chars([atom_to_list(F), [["|", V] || V <- Vs], "\n"])
         || {F, Vs} <- init:get_arguments(), not lists:member(F, Ours)],
        [io:put_chars(["PLAIN|", A, "\n"]) || A <- init:get_plain_arguments()],
        halt().
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("erl-arguments-").FullName;

    public static TheoryData<string, string, string, string> Lines => new()
    {
        // command line, split at spaces with _ for an empty argument; ERL_AFLAGS; ERL_FLAGS; ERL_ZFLAGS
        { "-aa 1 2 -bb -cc x -- y z -dd w", "", "", "" },
        { "p q -aa 1 -extra r -bb 2 -extra s", "", "", "" },
        { "-aa -- b -- c -bb d --", "", "", "" },
        { "-aa - b", "", "", "" },
        { "-b _ -aa _ _", "", "", "" },
        { "-aa 1 -aa 2 -AA", "", "", "" },
        { "pc -c1 c", "-a1 x", "f1 -f2 u", "z1 -z2" },
        { "pc -c1 c --", "-a1", "-- f1", "z1 -z2" },
        { "-c1 c", "-a1 x -extra AX", "-f1 y -extra FX -ff", "-z1 z -extra ZX" },
        { "-c1 c -extra CX", "-a1 x -extra AX", "-f1 y", "-z1 z -extra ZX" },
        { "-aa 1 +K true 2 -bb +sbwt none x", "", "", "" },
        { "p +A 5 a +A5 b +W i c +Wi d +hms 3333 e +S1:1 f +sbt u g +pc unicode h +P 2000 i", "", "", "" },
        { "", "", "-q 'a b' \"c d\" e\\ f g'h'i\"j\" '' \"\" 'x\\y' \"x\\y\" \\\\ $HOME 'unt erm", "" },
        { "", "", "-q a\tb\nc  # d -e", "" },
        { "", "", "-f \"a'b\" 'a\"b' a\"\"b '' a\\", "" },
        { "-before 1 -args_file a.args after -last 2", "", "", "" },
        { "-q -args_file extra.args x y -z w -extra e3", "", "", "" },
        { "-q -args_file extra.args -args_file plain.args x", "", "", "" },
        { "-u 1", "", "-args_file nested.args -k", "" },
        { "-setcookie a b -hidden true -proto_dist inet_tcp x", "", "", "" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_real_erl_sees_the_same(string line, string aflags, string flags, string zflags)
    {
        WriteFiles();
        var args = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(a => a == "_" ? "" : a.EndsWith(".args", StringComparison.Ordinal) ? Path.Combine(_directory, a) : a)
            .ToList();
        var environment = new Dictionary<string, string>
        {
            ["ERL_AFLAGS"] = aflags,
            ["ERL_FLAGS"] = flags.Replace("nested.args", Path.Combine(_directory, "nested.args"), StringComparison.Ordinal),
            ["ERL_ZFLAGS"] = zflags,
        };

        CommandResult erl = await Command.RunAsync("erl", ["-noinput", "-eval", Show.ReplaceLineEndings(" "), "--", .. args], environment);

        IReadOnlyList<ErlArgument> ours = ErlArguments.Parse(args, environment.GetValueOrDefault, File.ReadAllText).All;
        IEnumerable<string> expected = ours.Where(a => a.Flag is not null).Select(a => string.Join('|', a.Values.Prepend(a.Flag!)))
            .Concat(ours.Where(a => a.Flag is null).Select(a => "PLAIN|" + a.Values[0]))
            .Where(l => l != "PLAIN|--");
        Assert.Equal(erl.Output.Replace("PLAIN|--\n", "", StringComparison.Ordinal), string.Concat(expected.Select(l => l + "\n")));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void WriteFiles()
    {
        Write("a.args", $"# comment -x\n-a1 one 'two three' # trailing\n-b1 a\\\nb \"q # q\" x#y\n-args_file {_directory}/nested.args\n-c1 z\\# \\#\n");
        Write("nested.args", "-n1 nested # c\n-extra in");
        Write("extra.args", "-a1 one -extra e1 e2");
        Write("plain.args", "-a1 one");
        void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory, name), text);
    }
}
