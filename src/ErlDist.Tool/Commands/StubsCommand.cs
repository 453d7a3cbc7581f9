using System.CommandLine;
using ErlDist.Tool.Stubs;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist stubs ASSEMBLY --erlang|--elixir DIR</c>.</summary>
internal static class StubsCommand
{
    public static Command Create(ToolContext context)
    {
        var assembly = new Argument<FileInfo>("ASSEMBLY") { Description = "The .dll that has interfaces with [ErlService] or classes with [ErlModule]." }.AcceptExistingOnly();
        var erlang = new Option<DirectoryInfo?>("--erlang") { Description = "Writes an Erlang module for each into this directory.", HelpName = "DIR" };
        var elixir = new Option<DirectoryInfo?>("--elixir") { Description = "Writes an Elixir module for each into this directory.", HelpName = "DIR" };
        var command = new Command("stubs", "Writes the modules by which Erlang or Elixir code calls the services of an assembly.") { assembly, erlang, elixir };
        command.Validators.Add(result =>
        {
            if (result.GetValue(erlang) is null && result.GetValue(elixir) is null)
            {
                result.AddError("stubs needs --erlang DIR or --elixir DIR.");
            }
        });
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(assembly)!, parsed.GetValue(erlang), parsed.GetValue(elixir), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        ToolContext context, FileInfo assembly, DirectoryInfo? erlang, DirectoryInfo? elixir, CancellationToken cancellation)
    {
        IReadOnlyList<StubService> services = ServiceReader.Read(assembly.FullName);
        if (services.Count == 0)
        {
            await context.Errors.WriteLineAsync($"erldist: {assembly.Name} has no interface with [ErlService] and no class with [ErlModule]").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        foreach (StubService service in services)
        {
            await WriteAsync(context, erlang, service.ErlangModule + ".erl", new ErlangStub(service, assembly.Name).Text, cancellation).ConfigureAwait(false);
            await WriteAsync(context, elixir, service.ErlangModule + ".ex", new ElixirStub(service, assembly.Name).Text, cancellation).ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }

    private static async Task WriteAsync(ToolContext context, DirectoryInfo? directory, string name, string text, CancellationToken cancellation)
    {
        if (directory is not null)
        {
            directory.Create();
            string path = Path.Combine(directory.FullName, name);
            await File.WriteAllTextAsync(path, text, cancellation).ConfigureAwait(false);
            await context.Output.WriteLineAsync(path).ConfigureAwait(false);
        }
    }
}
