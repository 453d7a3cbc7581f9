using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ErlDist.Hosting;

/// <summary>Makes a node's options of the host's, and checks them as the node's start does, before anything is opened.</summary>
internal sealed class ErlangNodeOptionsValidator(ILoggerFactory? loggers = null) : IValidateOptions<ErlangNodeHostingOptions>
{
    public ValidateOptionsResult Validate(string? name, ErlangNodeHostingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var maker = new NodeOptionsMaker(string.IsNullOrEmpty(name) ? "The Erlang node's" : $"The Erlang node {name}'s", options);
        try
        {
            options.Checked = maker.Make(loggers ?? NullLoggerFactory.Instance);
            return ValidateOptionsResult.Success;
        }
        catch (Exception e) when (e is ErlangException or SettingException)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
