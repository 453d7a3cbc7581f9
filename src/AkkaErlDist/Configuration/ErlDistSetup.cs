using System.Collections.Immutable;
using Akka.Actor.Setup;
using ErlDist;
using ErlDist.Tls;

namespace AkkaErlDist;

/// <summary>
/// What HOCON cannot say: certificates in memory, callbacks, functions. Give it to
/// <c>ActorSystem.Create(name, BootstrapSetup.Create().WithConfig(config).And(setup))</c>.
/// </summary>
public sealed class ErlDistSetup : Setup
{
    /// <summary>The TLS options, in place of those of the configuration.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>The .NET functions that options of the configuration may name, as <c>verify_fun</c> and <c>partial_chain</c>.</summary>
    public TlsFunctions? TlsFunctions { get; init; }

    /// <summary>Functions that BEAM nodes may call by rpc and erpc; see <see cref="WithExport"/>.</summary>
    public ImmutableList<ExportedFunction> Exports { get; init; } = [];

    /// <summary>This setup with one more function that BEAM nodes may call.</summary>
    /// <param name="module">The module that Erlang code names.</param>
    /// <param name="function">The function's name.</param>
    /// <param name="arity">How many arguments it takes.</param>
    /// <param name="body">The function.</param>
    public ErlDistSetup WithExport(string module, string function, int arity, Func<ErlList, CancellationToken, ValueTask<Term>> body) => new()
    {
        Tls = Tls,
        TlsFunctions = TlsFunctions,
        Exports = Exports.Add(new ExportedFunction(module, function, arity, body)),
    };
}
