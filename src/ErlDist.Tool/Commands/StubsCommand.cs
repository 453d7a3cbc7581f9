using System.CommandLine;
using ErlDist.Tool.Context;
using ErlDist.Tool.Line;
using ErlDist.Tool.Stubs;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist stubs ASSEMBLY --erlang|--elixir DIR</c>.</summary>
internal static class StubsCommand
{
    public static Command Create(ToolContext context)
    {
        var assembly = new Argument<string>("ASSEMBLY") { Description = "The .dll that has interfaces with [ErlService] or classes with [ErlModule]." };
        var erlang = new Option<string?>("--erlang") { Description = "Writes an Erlang module for each into this directory.", HelpName = "DIR" };
        var elixir = new Option<string?>("--elixir") { Description = "Writes an Elixir module for each into this directory.", HelpName = "DIR" };
        var command = new ToolCommand(
            "stubs",
            "Writes the modules by which Erlang or Elixir code calls the services of an assembly.",
            """
            erldist stubs bin/Release/net10.0/Shop.dll --erlang src --elixir lib
            src/pricing_client.erl
            lib/pricing_client.ex
            """) { assembly, erlang, elixir };
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(assembly)!, parsed.GetValue(erlang), parsed.GetValue(elixir), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        ToolContext context, string assembly, string? erlang, string? elixir, CancellationToken cancellation)
    {
        if (erlang is null && elixir is null)
        {
            throw new UsageException("stubs needs --erlang DIR or --elixir DIR, or both.");
        }

        var file = new FileInfo(assembly);
        IReadOnlyList<StubService> services = Read(file);
        if (services.GroupBy(s => s.ErlangModule, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new UsageException($"{twice.Count()} services of {assembly} would have the module {twice.Key}: give one of their types another name.");
        }

        foreach (StubService service in services)
        {
            await WriteAsync(context, erlang, service.ErlangModule + ".erl", new ErlangStub(service, file.Name).Text, cancellation).ConfigureAwait(false);
            await WriteAsync(context, elixir, service.ErlangModule + ".ex", new ElixirStub(service, file.Name).Text, cancellation).ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }

    /// <exception cref="UsageException">It is no assembly, or has nothing to call.</exception>
    private static IReadOnlyList<StubService> Read(FileInfo assembly)
    {
        IReadOnlyList<StubService> services;
        try
        {
            services = ServiceReader.Read(assembly.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            throw new UsageException($"{assembly} can't be read as an assembly: {e.Message} Give the .dll that 'dotnet build' has made.", e);
        }

        return services.Count > 0
            ? services
            : throw new UsageException($"{assembly} has no interface with [ErlService] and no class with [ErlModule].");
    }

    private static async Task WriteAsync(ToolContext context, string? directory, string name, string text, CancellationToken cancellation)
    {
        if (directory is null)
        {
            return;
        }

        string path = Path.Combine(directory, name);
        try
        {
            Directory.CreateDirectory(directory);
            await File.WriteAllTextAsync(path, text, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"Can't write {path}: {e.Message} Choose another directory.", e);
        }

        context.Results.Write(path, ("file", path));
    }
}
