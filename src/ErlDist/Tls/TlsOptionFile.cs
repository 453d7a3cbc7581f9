using ErlDist.Tls.Expressions;
using ErlDist.Tls.Options;

namespace ErlDist.Tls;

/// <summary>
/// What an option file (<c>-ssl_dist_optfile</c>) holds: one expression, <c>[{server,Options},{client,Options}].</c>, with what
/// <c>erl_eval</c> computes in it as far as options need that.
/// </summary>
internal static class TlsOptionFile
{
    /// <summary>The options of each role that a text has; of several of a role, the last, as OTP's table of them.</summary>
    public static IEnumerable<(OptionRoles Role, ErlList Options)> Roles(string text, string source)
    {
        var roles = new Dictionary<OptionRoles, ErlList>();
        Term term = Evaluate(text, source);
        foreach (Term part in term as ErlList ?? throw Wrong(term))
        {
            roles[part switch
            {
                ErlTuple and [Atom { Name: "server" }, ErlList] => OptionRoles.Server,
                ErlTuple and [Atom { Name: "client" }, ErlList] => OptionRoles.Client,
                _ => throw Wrong(part),
            }] = (ErlList)((ErlTuple)part)[1];
        }

        return roles.Select(r => (r.Key, r.Value));

        TlsOptionException Wrong(Term found) => new(
            $"The TLS option file '{source}' holds {OptionValue.Shorten(found)} where {{server,[…]}} or {{client,[…]}} is due.") { File = source };
    }

    /// <summary>The options of a list; an atom alone is an option that is true.</summary>
    public static IEnumerable<GivenOption> Options(ErlList options, string source) => options.Select(option => option switch
    {
        Atom name => new GivenOption(name.Name, Atom.True, source),
        ErlTuple and [Atom { Name: "raw" }, _, _, _] => new GivenOption("raw", option, source),
        ErlTuple and [Atom name, var value] => new GivenOption(name.Name, value, source),
        _ => throw new TlsOptionException($"{source} has {OptionValue.Shorten(option)} where {{Option,Value}} is due.") { File = source },
    });

    private static Term Evaluate(string text, string source)
    {
        try
        {
            return ExpressionParser.Evaluate(text);
        }
        catch (TermTextException e)
        {
            throw Wrong($"is wrong at line {e.Line}, column {e.Column}: {e.Reason}. It must be one expression that ends with a full stop: [{{server,[…]}},{{client,[…]}}].", e);
        }
        catch (EvaluationException e)
        {
            throw Wrong($"can't be computed at line {e.Line}, column {e.Column}: {e.Message}.", e);
        }

        TlsOptionException Wrong(string what, Exception inner) => new($"The TLS option file '{source}' {what}", inner) { File = source };
    }
}
