using System.Text.RegularExpressions;

namespace ErlDist.Tests.Terms;

/// <summary>A line of the golden tables: what a live OTP node printed and encoded.</summary>
/// <param name="Expression">The Erlang expression.</param>
/// <param name="Input">The bytes that are to be read: other than <paramref name="Bytes"/> in the table of old forms.</param>
/// <param name="Text">The value as Erlang prints it.</param>
/// <param name="Bytes">The value as Erlang encodes it.</param>
public sealed partial record Golden(string Expression, byte[] Input, string Text, byte[] Bytes)
{
    public static IReadOnlyList<Golden> All { get; } = [.. Load("golden.table"), .. Load("golden-old.table"), .. Load("golden-ports.table")];

    public override string ToString() => Expression;

    private static IEnumerable<Golden> Load(string name)
    {
        using var reader = new StreamReader(typeof(Golden).Assembly.GetManifestResourceStream(name)!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '%')
            {
                continue;
            }

            string[] parts = line.Split(" ~~ ");
            bool inward = line.StartsWith("in ", StringComparison.Ordinal);
            byte[] bytes = Convert.FromHexString(parts[^1]);
            // The first number of an identifier is what that node happened to call the other node: ours says 0.
            string text = ForeignIdentifier().Replace(parts[^2], "$1<0.");
            yield return new Golden(parts[0], inward ? Convert.FromHexString(parts[1]) : bytes, inward ? text : parts[^2], bytes);
        }
    }

    [GeneratedRegex("^(#Port|#Ref|)<[0-9]+\\.")]
    private static partial Regex ForeignIdentifier();
}
