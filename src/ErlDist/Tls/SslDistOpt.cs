using System.Globalization;
using ErlDist.Terms;

namespace ErlDist.Tls;

/// <summary>
/// TLS options as <c>-ssl_dist_opt</c> has them: pairs of a name with the prefix <c>server_</c> or <c>client_</c>, and a value. Pairs
/// with another prefix are passed over, as OTP does.
/// </summary>
public sealed class SslDistOpt
{
    private readonly List<string> _words;

    internal SslDistOpt(IReadOnlyList<string[]> arguments) => _words = [.. arguments.SelectMany(a => a)];

    /// <summary>Reads the options of both roles.</summary>
    /// <param name="arguments">The arguments of each <c>-ssl_dist_opt</c>.</param>
    /// <param name="functions">The .NET functions that <c>verify_fun</c> may name.</param>
    /// <exception cref="TlsOptionException">A name or value is wrong.</exception>
    public static TlsOptions Parse(IReadOnlyList<string[]> arguments, TlsVerifyFunctions? functions = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return TlsOptionFile.Parse("[].", "-ssl_dist_opt", functions, arguments);
    }

    /// <summary>A role's options as an option file would have them.</summary>
    internal ErlList For(string role)
    {
        var options = new List<Term>();
        string prefix = role + "_";
        for (int i = 0; i < _words.Count; i += 2)
        {
            if (!_words[i].StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            string value = i + 1 < _words.Count
                ? _words[i + 1]
                : throw new TlsOptionException($"-ssl_dist_opt {_words[i]} has no value.") { Option = _words[i] };
            string name = _words[i][prefix.Length..];
            options.Add(Term.Tuple(new Atom(name), Convert(role, name, value)));
        }

        return ErlList.Create(options.ToArray());
    }

    private static Term Convert(string role, string name, string value)
    {
        switch (name)
        {
            case "certfile" or "cacertfile" or "keyfile" or "password" or "ciphers":
            case "dhfile" when role == "server":
                return Term.CharList(value);
            case "verify" or "crl_check" or "reuse_sessions" or "secure_renegotiate" or "ktls":
            case "fail_if_no_peer_cert" when role == "server":
                return new Atom(value);
            case "depth" or "hibernate_after":
                return long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
                    ? number
                    : throw Malformed("a whole number");
            case "crl_cache" or "verify_fun" or "versions":
                return ParseValue();
            default:
                throw new TlsOptionException(
                    $"-ssl_dist_opt {role}_{name}: there is no such option there{OptionNames.Hint(name, s_names)}. Others need an option file (-ssl_dist_optfile).")
                {
                    Option = name,
                };
        }

        Term ParseValue()
        {
            try
            {
                return TermText.Parse(value);
            }
            catch (TermTextException e)
            {
                throw new TlsOptionException($"-ssl_dist_opt {role}_{name} {value}: {e.Reason} at column {e.Column}.", e) { Option = name };
            }
        }

        TlsOptionException Malformed(string expected) =>
            new($"-ssl_dist_opt {role}_{name} {value}: the value must be {expected}.") { Option = name };
    }

    private static readonly string[] s_names =
    [
        "certfile", "cacertfile", "keyfile", "password", "ciphers", "dhfile", "verify", "crl_check", "reuse_sessions",
        "secure_renegotiate", "ktls", "fail_if_no_peer_cert", "depth", "hibernate_after", "crl_cache", "verify_fun", "versions",
    ];
}
