namespace ErlDist.Tls;

/// <summary>
/// .NET functions under the names that an option file or <c>-ssl_dist_opt</c> calls them by: <c>{verify_fun,{fun mod:name/3,State}}</c>
/// or <c>{mod,name,State}</c>.
/// </summary>
public sealed class TlsVerifyFunctions
{
    private readonly Dictionary<(string Module, string Name), TlsVerifyFunction> _functions = [];

    /// <summary>Names a function.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The function.</param>
    /// <param name="function">What it does.</param>
    public TlsVerifyFunctions Add(string module, string name, TlsVerifyFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        _functions[(module, name)] = function;
        return this;
    }

    internal TlsVerifyFunction? Find(string module, string name) => _functions.GetValueOrDefault((module, name));
}
