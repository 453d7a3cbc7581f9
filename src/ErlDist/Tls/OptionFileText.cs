using System.Text;
using System.Text.RegularExpressions;

namespace ErlDist.Tls;

/// <summary>
/// The text of an option file in the encoding that its first or second line names (<c>%% coding: utf-8</c>); without such a line it
/// is Latin-1, as for OTP (<c>epp:read_encoding_from_binary/1</c>).
/// </summary>
internal static partial class OptionFileText
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Read(string path, string key, List<string> warnings)
    {
        byte[] bytes = PemFile.ReadBytes(new OptionOrigin("ssl_dist_optfile", key), path);
        bool isMarked = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble);
        if (isMarked || IsUtf8(bytes))
        {
            return TryDecode(bytes) ?? throw new TlsOptionException(
                $"The TLS option file '{path}' says that it is UTF-8 and isn't: save it as UTF-8, or begin it with %% coding: latin-1.") { File = path };
        }

        if (!Ascii.IsValid(bytes) && Coding(bytes) is null && TryDecode(bytes) is not null)
        {
            warnings.Add($"The TLS option file '{path}' has characters beyond ASCII and no coding line, so it is read as Latin-1, as OTP reads it: begin it with %% coding: utf-8.");
        }

        return Encoding.Latin1.GetString(bytes);
    }

    private static bool IsUtf8(byte[] bytes) => Coding(bytes) is { } coding && coding.StartsWith("utf-8", StringComparison.OrdinalIgnoreCase);

    private static string? TryDecode(byte[] bytes)
    {
        try
        {
            return s_utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>What the first two lines, where they are comments, say; null where they say nothing.</summary>
    private static string? Coding(byte[] bytes)
    {
        const int mostOfTwoLines = 1024;
        foreach (string line in Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, mostOfTwoLines)).Split('\n').Take(2))
        {
            if (CodingLine().Match(line) is { Success: true } match)
            {
                return match.Groups[1].Value;
            }
        }

        return null;
    }

    [GeneratedRegex(@"^\s*%.*?coding\s*[:=]\s*([-A-Za-z0-9]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodingLine();
}
