using System.Text;
using ErlDist.Terms;

namespace ErlDist.Tls;

/// <summary>
/// OTP's option file (<c>-ssl_dist_optfile</c>): one expression, <c>[{server,Options},{client,Options}].</c> A role that it doesn't
/// have takes the options of <c>-ssl_dist_opt</c>.
/// </summary>
public static class TlsOptionFile
{
    /// <summary>Reads an option file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="functions">The .NET functions that <c>verify_fun</c> may name.</param>
    /// <param name="sslDistOpt">The arguments of each <c>-ssl_dist_opt</c>, for a role that the file doesn't have.</param>
    /// <exception cref="TlsOptionException">The file is missing or wrong; the message says where.</exception>
    public static TlsOptions Load(string path, TlsVerifyFunctions? functions = null, IReadOnlyList<string[]>? sslDistOpt = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(Encoding.UTF8.GetString(PemFile.ReadBytes("ssl_dist_optfile", path)), path, functions, sslDistOpt);
    }

    /// <summary>Reads what an option file holds.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">How messages call it.</param>
    /// <param name="functions">The .NET functions that <c>verify_fun</c> may name.</param>
    /// <param name="sslDistOpt">The arguments of each <c>-ssl_dist_opt</c>, for a role that the text doesn't have.</param>
    /// <exception cref="TlsOptionException">The text is wrong; the message says where.</exception>
    public static TlsOptions Parse(
        string text, string source, TlsVerifyFunctions? functions = null, IReadOnlyList<string[]>? sslDistOpt = null)
    {
        var warnings = new List<string>();
        (ErlList? server, ErlList? client) = Roles(ParseTerm(text, source), source);
        var legacy = new SslDistOpt(sslDistOpt ?? []);
        functions ??= new TlsVerifyFunctions();
        return new TlsOptions
        {
            Server = (TlsServerOptions)new RoleOptionReader(new TlsServerOptions(), source, functions, warnings)
                .Read(server ?? legacy.For("server")),
            Client = (TlsClientOptions)new RoleOptionReader(new TlsClientOptions(), source, functions, warnings)
                .Read(client ?? legacy.For("client")),
            Warnings = warnings,
        };
    }

    private static Term ParseTerm(string text, string source)
    {
        try
        {
            IReadOnlyList<Term> terms = TermText.Consult(text);
            return terms.Count == 1
                ? terms[0]
                : throw new TlsOptionException(
                    $"The TLS option file '{source}' must hold one expression, [{{server,[…]}},{{client,[…]}}], and holds {terms.Count}.")
                {
                    File = source,
                };
        }
        catch (TermTextException e)
        {
            throw new TlsOptionException(
                $"The TLS option file '{source}' is wrong at line {e.Line}, column {e.Column}: {e.Reason}. It must be one expression that ends with a full stop: [{{server,[…]}},{{client,[…]}}].",
                e)
            {
                File = source,
            };
        }
    }

    private static (ErlList? Server, ErlList? Client) Roles(Term term, string source)
    {
        ErlList? server = null;
        ErlList? client = null;
        foreach (Term role in term as ErlList ?? throw Wrong(term))
        {
            switch (role)
            {
                case ErlTuple and [Atom { Name: "server" }, ErlList options]:
                    server ??= options;
                    break;
                case ErlTuple and [Atom { Name: "client" }, ErlList options]:
                    client ??= options;
                    break;
                default:
                    throw Wrong(role);
            }
        }

        return (server, client);

        TlsOptionException Wrong(Term found) => new(
            $"The TLS option file '{source}' holds {OptionValue.Shorten(found)} where {{server,[…]}} or {{client,[…]}} is due.")
        {
            File = source,
        };
    }
}
