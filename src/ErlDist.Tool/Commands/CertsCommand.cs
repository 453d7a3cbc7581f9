using System.CommandLine;
using System.Security.Cryptography;
using ErlDist.Wire;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist certs DIR NODE…</c>.</summary>
internal static class CertsCommand
{
    public static Command Create(ToolContext context)
    {
        var directory = new Argument<string>("DIR") { Description = "Where to write; an authority that is there is used again." };
        var nodes = new Argument<string[]>("NODE") { Description = "Node names, name@host.", Arity = ArgumentArity.OneOrMore };
        var command = new Command(
            "certs",
            "Makes a development CA, and for each node NODE.pem (certificate and key) and NODE.conf (for -ssl_dist_optfile).")
        {
            directory,
            nodes,
        };
        command.SetAction(parsed => Run(context, parsed.GetValue(directory)!, parsed.GetValue(nodes)!));
        return command;
    }

    private static int Run(ToolContext context, string directory, string[] nodes)
    {
        if (nodes.FirstOrDefault(n => !IsUsable(n)) is { } wrong)
        {
            throw new UsageException($"'{wrong}' is no node name that a file and a certificate can have; write name@host in ASCII.");
        }

        try
        {
            using var certificates = DevelopmentCertificates.Open(directory);
            foreach (var node in nodes)
            {
                context.Output.WriteLine(certificates.Issue(node));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new UsageException($"Can't make certificates in {directory}: {e.Message} Choose another directory.", e);
        }

        return ExitCode.Ok;
    }

    private static bool IsUsable(string node) =>
        NodeName.IsValid(node) && node.All(c => char.IsAscii(c) && c is not ('/' or '\\')) && !node.StartsWith('.');
}
