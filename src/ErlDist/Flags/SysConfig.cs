using ErlDist.Embedding;

namespace ErlDist.Flags;

/// <summary>
/// Files of <c>-config</c>, config(4): a list of <c>{Application, [{Parameter, Value}]}</c>, and names of further files; of a
/// parameter that is set twice the last counts.
/// </summary>
internal sealed class SysConfig(Func<string, string> readFile)
{
    private const int MaxDepth = 16;

    private readonly Dictionary<string, (string Place, Term Value)> _kernel = [];
    private readonly List<string> _ssl = [];

    /// <summary>The parameters of kernel, each with the place where it stands.</summary>
    public IReadOnlyDictionary<string, (string Place, Term Value)> Kernel => _kernel;

    /// <summary>The parameters of ssl, by name.</summary>
    public IReadOnlyCollection<string> Ssl => _ssl;

    /// <summary>Reads one file and those that it names.</summary>
    /// <param name="file">The file; <c>.config</c> may be left out.</param>
    /// <exception cref="ErlFlagException">It cannot be read, or holds something else.</exception>
    public void Load(string file) => Load(file, depth: 0);

    private void Load(string file, int depth)
    {
        string path = file.EndsWith(".config", StringComparison.Ordinal) ? file : file + ".config";
        if (depth == MaxDepth)
        {
            throw Error(path, "the files include each other without end");
        }

        foreach (Term entry in Read(path) as ErlList ?? throw Error(path, "must hold a list, [{Application,[{Parameter,Value}]}]."))
        {
            if (entry is ErlList included && included.TryGetString(out string? other))
            {
                string beside = Path.Combine(Path.GetDirectoryName(path) ?? "", other);
                Load(File.Exists(beside) || File.Exists(beside + ".config") ? beside : other, depth + 1);
            }
            else
            {
                Add(path, entry);
            }
        }
    }

    private void Add(string path, Term entry)
    {
        if (entry is not (ErlTuple and [Atom application, ErlList parameters]))
        {
            throw Error(path, $"holds {entry} where {{Application,[{{Parameter,Value}}]}} is due");
        }

        foreach (Term parameter in parameters)
        {
            if (parameter is not (ErlTuple and [Atom name, var value]))
            {
                throw Error(path, $"has {parameter} in the section of {application}, where {{Parameter,Value}} is due");
            }

            switch (application.Name)
            {
                case "kernel":
                    _kernel[name.Name] = ($"kernel {name.Name} of {path}", value);
                    break;
                case "ssl":
                    _ssl.Add(name.Name);
                    break;
            }
        }
    }

    private Term Read(string path)
    {
        string text;
        try
        {
            text = readFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ErlFlagException("-config", $"-config {path} can't be read: {e.Message}", e);
        }

        try
        {
            return Term.Parse(text);
        }
        catch (TermTextException e)
        {
            throw new ErlFlagException("-config", $"-config {path}, line {e.Line}: {e.Reason}.", e);
        }
    }

    private static ErlFlagException Error(string file, string complaint) => new("-config", $"-config {file}: {complaint}.");
}
