using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>
/// .NET functions under the names that options call them by: <c>fun mod:name/Arity</c> in an option file, <c>{mod,name,State}</c>
/// for verify_fun behind <c>-ssl_dist_opt</c>. A fun of an option file has no other way to be run here.
/// </summary>
public sealed class TlsFunctions
{
    private readonly Dictionary<(string Module, string Name), Delegate> _functions = [];

    /// <summary>Names a function for <c>verify_fun</c>, arity 3 or 4.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The function.</param>
    /// <param name="function">See <see cref="TlsRoleOptions.VerifyFunction"/>.</param>
    public TlsFunctions Add(string module, string name, Func<TlsVerification, TlsVerdict> function) => Put(module, name, function);

    /// <summary>Names a function for <c>partial_chain</c>, arity 1.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The function.</param>
    /// <param name="function">See <see cref="TlsRoleOptions.PartialChain"/>.</param>
    public TlsFunctions Add(string module, string name, Func<IReadOnlyList<X509Certificate2>, X509Certificate2?> function) => Put(module, name, function);

    /// <summary>Names a function for <c>match_fun</c> in <c>customize_hostname_check</c>, arity 2.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The function.</param>
    /// <param name="function">See <see cref="TlsClientOptions.NameMatch"/>.</param>
    public TlsFunctions Add(string module, string name, Func<string, string, bool?> function) => Put(module, name, function);

    /// <summary>Names a function for <c>password</c>, arity 0.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The function.</param>
    /// <param name="function">Gives the password; called each time that the key is read.</param>
    public TlsFunctions Add(string module, string name, Func<string> function) => Put(module, name, function);

    /// <summary>Names a function for <c>sni_fun</c>, arity 1.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The function.</param>
    /// <param name="function">The options for a name that a client asks for; null = those of the role.</param>
    public TlsFunctions Add(string module, string name, Func<string, TlsServerOptions?> function) => Put(module, name, function);

    /// <summary>The function of a name, if it is of a kind.</summary>
    internal T? Find<T>(string module, string name)
        where T : Delegate => _functions.GetValueOrDefault((module, name)) as T;

    private TlsFunctions Put(string module, string name, Delegate function)
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(function);
        _functions[(module, name)] = function;
        return this;
    }
}
