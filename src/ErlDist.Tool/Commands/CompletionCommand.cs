using System.CommandLine;
using System.Text.RegularExpressions;
using ErlDist.Embedding;
using ErlDist.Tool.Context;
using ErlDist.Tool.Line;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist completion bash|zsh|fish</c>: made from the commands and flags themselves.</summary>
internal static partial class CompletionCommand
{
    public static Command Create(ToolContext context)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        var command = new ToolCommand(
            "completion",
            "Prints what makes a shell complete commands, options and flags.",
            """
            source <(erldist completion bash)          # in ~/.bashrc
            source <(erldist completion zsh)           # in ~/.zshrc, after compinit
            erldist completion fish | source           # in ~/.config/fish/config.fish
            """) { shell };
        command.SetAction(parsed =>
        {
            Command root = parsed.RootCommandResult.Command;
            string script = parsed.GetValue(shell) switch
            {
                "bash" => Bash(root),
                "zsh" => "autoload -U +X bashcompinit && bashcompinit\n" + Bash(root),
                "fish" => Fish(root),
                var other => throw new UsageException($"There is no completion for '{other}'; take bash, zsh or fish."),
            };
            context.Output.Write(script);
        });
        return command;
    }

    private static string Bash(Command root)
    {
        string cases = string.Concat(root.Subcommands.Select(c =>
            $"        {c.Name}) words=\"{string.Join(' ', c.Subcommands.Select(s => s.Name).Concat(Options(c)))} $words\" ;;\n"));
        return
            $$"""
            _erldist() {
                local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words="{{string.Join(' ', Options(root).Concat(Flags()))}}" command= i
                case $before in
                    -ssl_dist_optfile|-args_file|-config) COMPREPLY=($(compgen -f -- "$word")); return ;;
                    -proto_dist) COMPREPLY=($(compgen -W "inet_tls inet6_tls inet_tcp inet6_tcp" -- "$word")); return ;;
                esac
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case " {{string.Join(' ', root.Subcommands.Select(c => c.Name))}} " in
                        *" ${COMP_WORDS[i]} "*) command=${COMP_WORDS[i]}; break ;;
                    esac
                done
                case $command in
                    "") words="{{string.Join(' ', root.Subcommands.Select(c => c.Name))}} $words" ;;
            {{cases}}    esac
                COMPREPLY=($(compgen -W "$words" -- "$word"))
            }
            complete -o default -F _erldist erldist

            """.ReplaceLineEndings("\n");
    }

    private static string Fish(Command root)
    {
        var lines = new List<string> { "complete -c erldist -f" };
        lines.AddRange(root.Subcommands.Select(c => $"complete -c erldist -n __fish_use_subcommand -a {c.Name} -d {Quoted(c.Description)}"));
        lines.AddRange(root.Subcommands.SelectMany(c => c.Subcommands.Select(s =>
            $"complete -c erldist -n '__fish_seen_subcommand_from {c.Name}' -a {s.Name} -d {Quoted(s.Description)}")));
        lines.AddRange(root.Options.Concat(root.Subcommands.SelectMany(c => c.Options)).DistinctBy(o => o.Name)
            .Select(o => $"complete -c erldist -l {o.Name.TrimStart('-')} -d {Quoted(o.Description)}"));
        lines.AddRange(Flags().Select(f => $"complete -c erldist -o {f[1..]}{(f.EndsWith("file", StringComparison.Ordinal) ? " -r -F" : "")}"));
        return string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<string> Options(Command command) => command.Options.Where(o => !o.Hidden).Select(o => o.Name);

    /// <summary>erl's flags, as their usage has them.</summary>
    private static IEnumerable<string> Flags() => Flag().Matches(ErlFlags.Usage).Select(m => m.Value.Trim()).Distinct();

    private static string Quoted(string? text) => $"'{text?.Replace("'", "\\'", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"(?<=^|[| ])-[a-z][a-z_]+", RegexOptions.Multiline)]
    private static partial Regex Flag();
}
