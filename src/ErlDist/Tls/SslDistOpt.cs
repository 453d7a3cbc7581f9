using ErlDist.Tls.Expressions;
using ErlDist.Tls.Options;

namespace ErlDist.Tls;

/// <summary>
/// TLS options as <c>-ssl_dist_opt</c> has them: pairs of a name with the prefix <c>server_</c> or <c>client_</c>, and a value. Pairs
/// with another prefix are passed over, as OTP does.
/// </summary>
public static class SslDistOpt
{
    /// <summary>Reads the options of both roles.</summary>
    /// <param name="arguments">The arguments of each <c>-ssl_dist_opt</c>.</param>
    /// <param name="functions">The .NET functions that options may name.</param>
    /// <param name="defaults">What is meant by what is left out.</param>
    /// <exception cref="TlsOptionException">A name or value is wrong.</exception>
    public static TlsOptions Parse(IReadOnlyList<string[]> arguments, TlsFunctions? functions = null, TlsDefaults defaults = TlsDefaults.Latest) =>
        new TlsOptionLoader { Functions = functions, Defaults = defaults }.AddArguments(arguments).Load();

    internal static IEnumerable<(OptionRoles Role, GivenOption Option)> Read(IReadOnlyList<string> words, string flag)
    {
        for (int i = 0; i < words.Count; i += 2)
        {
            string word = words[i];
            (OptionRoles role, string name) = word.Split('_', 2) switch
            {
                ["server", var option] => (OptionRoles.Server, option),
                ["client", var option] => (OptionRoles.Client, option),
                _ => (default(OptionRoles), word),
            };
            if (role == default)
            {
                continue;
            }

            string where = $"{flag} {word}";
            string value = i + 1 < words.Count ? words[i + 1] : throw new TlsOptionException($"{where} has no value.") { Option = name };
            string[] names = [.. OptionTable.LegacyNames(role)];
            yield return names.Contains(name)
                ? (role, new GivenOption(name, Convert(name, value, where), where))
                : throw new TlsOptionException(
                    $"{where}: there is no such option there{OptionNames.Hint(name, names)}. Others need an option file (-ssl_dist_optfile).") { Option = name };
        }
    }

    /// <summary>The value of an option from how it is written where there are no terms.</summary>
    /// <param name="option">The option; that of an unknown one is text.</param>
    /// <param name="text">As the user wrote it.</param>
    /// <param name="where">For messages.</param>
    internal static Term Convert(string option, string text, string where) => OptionTable.Find(option)?.Form switch
    {
        OptionForm.Term => Evaluate(option, text, where),
        OptionForm.Atom when text.Length > 0 => MakeAtom(option, text, where),
        OptionForm.Atoms when text.Length > 0 => Term.List([.. text.Trim().Trim('[', ']').Split(',').Select(t => (Term)MakeAtom(option, t, where))]),
        _ => option == "server_name_indication" && text is "host" or "node" or "disable" ? Term.Atom(text) : Term.CharList(text),
    };

    private static Atom MakeAtom(string option, string text, string where)
    {
        try
        {
            return Atom.Get(text.Trim().Trim('\''));
        }
        catch (ArgumentException)
        {
            throw new TlsOptionException($"{where} {OptionNames.Shorten(text)}: the value is too long.") { Option = option };
        }
    }

    private static Term Evaluate(string option, string text, string where)
    {
        try
        {
            return ExpressionParser.Evaluate(text.TrimEnd().EndsWith('.') ? text : text + ".");
        }
        catch (TermTextException e)
        {
            throw Wrong(e.Reason, e.Column, e);
        }
        catch (EvaluationException e)
        {
            throw Wrong(e.Message, e.Column, e);
        }

        TlsOptionException Wrong(string reason, int column, Exception inner) =>
            new($"{where} {OptionNames.Shorten(text)}: {reason} at column {column}.", inner) { Option = option };
    }
}
