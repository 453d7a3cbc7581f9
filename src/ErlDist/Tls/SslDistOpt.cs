using ErlDist.Tls.Expressions;
using ErlDist.Tls.Options;

namespace ErlDist.Tls;

/// <summary>
/// TLS options as <c>-ssl_dist_opt</c> has them: pairs of a name with the prefix <c>server_</c> or <c>client_</c>, and a value. Pairs
/// with another prefix are passed over, as OTP does.
/// </summary>
internal static class SslDistOpt
{
    /// <summary>The options of each role.</summary>
    /// <param name="words">The arguments of all the flags.</param>
    /// <param name="flag">How messages name the flag.</param>
    public static IEnumerable<(OptionRoles Role, GivenOption Option)> Read(IReadOnlyList<string> words, string flag)
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
                    $"{where}: there is no such option there{Misspelling.Hint(name, names)}. Others need an option file (-ssl_dist_optfile).") { Option = name };
        }
    }

    /// <summary>The value of an option from how it is written where there are no terms.</summary>
    /// <param name="option">The option; that of an unknown one is text.</param>
    /// <param name="text">As the user wrote it.</param>
    /// <param name="where">For messages.</param>
    public static Term Convert(string option, string text, string where) => OptionTable.Find(option)?.Form switch
    {
        OptionForm.Term => Evaluate(option, text, where),
        OptionForm.Atom when text.Length > 0 => MakeAtom(option, text, where),
        OptionForm.Atoms when text.Length > 0 => Term.List([.. text.Trim().Trim('[', ']').Split(',').Select(t => (Term)MakeAtom(option, t, where))]),
        _ => option == "server_name_indication" && text is "host" or "node" or "disable" ? Atom.Get(text) : Term.CharList(text),
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
