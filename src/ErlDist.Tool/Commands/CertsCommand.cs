using System.CommandLine;
using System.Security.Cryptography;
using ErlDist.Tool.Certificates;
using ErlDist.Tool.Context;
using ErlDist.Tool.Line;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist certs DIR NODE…</c>, <c>certs show FILE</c>, <c>certs renew DIR</c>.</summary>
internal static class CertsCommand
{
    public static Command Create(ToolContext context)
    {
        var directory = new Argument<string>("DIR") { Description = "Where to write; an authority that is there is used again." };
        var nodes = new Argument<string[]>("NODE") { Description = "Node names, name@host.", Arity = ArgumentArity.OneOrMore };
        var command = new ToolCommand(
            "certs",
            "Makes a development CA, and for each node NODE.pem (certificate and key) and NODE.conf (for -ssl_dist_optfile).",
            """
            erldist certs certs shop@localhost beam@localhost
            erl -sname beam@localhost -proto_dist inet_tls -ssl_dist_optfile certs/beam@localhost.conf
            """)
        {
            directory,
            nodes,
            Show(context),
            Renew(context),
        };
        command.SetAction(parsed => Issue(context, parsed.GetValue(directory)!, parsed.GetValue(nodes)!));
        return command;
    }

    private static ToolCommand Show(ToolContext context)
    {
        var path = new Argument<string>("FILE") { Description = "A PEM file, or a directory of them." };
        var command = new ToolCommand(
            "show",
            "Says of each certificate whom it is for, who issued it and when it ends. Exit code 1 when one has ended.",
            """
            erldist certs show certs
            certs/ca.pem               ErlDist development CA    valid until 2036-01-01 (3649 days)
            """) { path };
        command.SetAction(parsed =>
        {
            int code = ExitCode.Ok;
            foreach ((string file, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate) in CertificateFile.Load(parsed.GetValue(path)!))
            {
                int days = CertificateFile.DaysLeft(certificate);
                code = days < 0 || certificate.NotBefore > DateTime.Now ? ExitCode.Remote : code;
                IReadOnlyList<string> names = CertificateFile.Names(certificate);
                string time = days < 0 ? $"ENDED on {CertificateFile.End(certificate)}"
                    : certificate.NotBefore > DateTime.Now ? $"NOT VALID before {certificate.NotBefore:yyyy-MM-dd}"
                    : $"valid until {CertificateFile.End(certificate)} ({days} days)";
                context.Results.Write(
                    $"{file}  {string.Join(", ", names)}  from {certificate.Issuer}  {time}",
                    ("file", file),
                    ("names", names),
                    ("issuer", certificate.Issuer),
                    ("not_before", certificate.NotBefore.ToUniversalTime().ToString("O")),
                    ("not_after", certificate.NotAfter.ToUniversalTime().ToString("O")),
                    ("days_left", days));
                certificate.Dispose();
            }

            return code;
        });
        return command;
    }

    private static ToolCommand Renew(ToolContext context)
    {
        var directory = new Argument<string>("DIR") { Description = "A directory that erldist certs made." };
        var nodes = new Argument<string[]>("NODE") { Description = "Node names; all of the directory if left out.", Arity = ArgumentArity.ZeroOrMore };
        var command = new ToolCommand(
            "renew",
            "Gives nodes new certificates and keys of the same authority. Nodes that run take them for their next connection.",
            """
            erldist certs renew certs
            certs/shop@localhost.pem
            """) { directory, nodes };
        command.SetAction(parsed => Renew(context, parsed.GetValue(directory)!, parsed.GetValue(nodes)!));
        return command;
    }

    private static int Issue(ToolContext context, string directory, string[] nodes)
    {
        CheckNames(nodes);
        return Write(directory, certificates =>
        {
            foreach (string node in nodes)
            {
                string options = certificates.Issue(node);
                context.Results.Write(options, ("node", node), ("optfile", options), ("certfile", Path.ChangeExtension(options, ".pem")));
            }
        });
    }

    private static int Renew(ToolContext context, string directory, string[] nodes)
    {
        CheckNames(nodes);
        if (!DevelopmentCertificates.Exists(directory))
        {
            throw new UsageException($"{directory} has no authority of erldist certs. Make one with nodes under it: erldist certs {directory} NODE…");
        }

        return Write(directory, certificates =>
        {
            var known = certificates.Nodes.ToList();
            if (nodes.FirstOrDefault(n => !known.Contains(n)) is { } unknown)
            {
                throw new UsageException($"{directory} has no certificate of {unknown}; it has those of {string.Join(", ", known.DefaultIfEmpty("none"))}.");
            }

            foreach (string node in nodes.Length > 0 ? nodes : [.. known])
            {
                string file = certificates.Renew(node);
                context.Results.Write(file, ("node", node), ("certfile", file));
            }
        });
    }

    private static int Write(string directory, Action<DevelopmentCertificates> write)
    {
        try
        {
            using var certificates = DevelopmentCertificates.Open(directory);
            write(certificates);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new UsageException($"Can't make certificates in {directory}: {e.Message} Choose another directory.", e);
        }

        return ExitCode.Ok;
    }

    private static void CheckNames(string[] nodes)
    {
        if (nodes.FirstOrDefault(n => !IsUsable(n)) is { } wrong)
        {
            throw new UsageException($"'{wrong}' is no node name that a file and a certificate can have; write name@host in ASCII.");
        }
    }

    private static bool IsUsable(string node) =>
        NodeName.IsValid(node) && NodeName.IsAlive(NodeName.Split(node).Alive) && node.All(c => char.IsAscii(c) && c is not ('/' or '\\')) && !node.StartsWith('.');
}
