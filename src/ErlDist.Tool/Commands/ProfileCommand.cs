using System.CommandLine;
using ErlDist.Tool.Context;
using ErlDist.Tool.Line;
using ErlDist.Tool.Profiles;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist profile add|list|show|remove</c>.</summary>
internal static class ProfileCommand
{
    public static Command Create(ToolContext context) =>
        new ToolCommand(
            "profile",
            "Keeps erl's flags under a name, so that -p NAME stands for them. Cookies and passwords are never shown.",
            """
            erldist profile add prod -name ops@admin.example -proto_dist inet_tls -ssl_dist_optfile ops.conf
            erldist ping shop@shop.example -p prod
            """)
        {
            Add(context),
            List(context),
            Show(context),
            Remove(context),
        };

    private static ToolCommand Add(ToolContext context)
    {
        Argument<string> name = Name();
        var command = new ToolCommand(
            "add",
            "Keeps the flags of this line under NAME, in place of those that were there. Paths of files are kept as absolute ones.",
            "erldist profile add prod -setcookie secret -proto_dist inet_tls -ssl_dist_optfile ops.conf") { name };
        command.SetAction(parsed =>
        {
            string profile = parsed.GetValue(name)!;
            string[] flags = Flags(context, "profile", "add", profile);
            if (flags.Length == 0)
            {
                throw new UsageException($"There are no flags to keep. Write them behind the name: erldist profile add {profile} -setcookie COOKIE …");
            }

            SortedDictionary<string, string[]> profiles = ProfileStore.Load();
            profiles[profile] = flags;
            ProfileStore.Save(profiles);
            Write(context, profile, flags);
        });
        return command;
    }

    private static ToolCommand List(ToolContext context)
    {
        var command = new ToolCommand("list", "Lists the profiles, a line each.", "erldist profile list");
        command.SetAction(_ =>
        {
            foreach ((string name, string[] flags) in ProfileStore.Load())
            {
                Write(context, name, flags);
            }
        });
        return command;
    }

    private static ToolCommand Show(ToolContext context)
    {
        Argument<string> name = Name();
        var command = new ToolCommand("show", "Shows a profile's flags.", "erldist profile show prod") { name };
        command.SetAction(parsed => Write(context, parsed.GetValue(name)!, ProfileStore.Find(parsed.GetValue(name)!)));
        return command;
    }

    private static ToolCommand Remove(ToolContext context)
    {
        Argument<string> name = Name();
        var command = new ToolCommand("remove", "Forgets a profile.", "erldist profile remove prod") { name };
        command.SetAction(parsed =>
        {
            string profile = parsed.GetValue(name)!;
            _ = ProfileStore.Find(profile);
            SortedDictionary<string, string[]> profiles = ProfileStore.Load();
            profiles.Remove(profile);
            ProfileStore.Save(profiles);
            context.Results.Write(null, ("removed", profile));
        });
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The profile's name." };

    /// <summary>What of the line is not the command itself.</summary>
    private static string[] Flags(ToolContext context, params string[] command)
    {
        var left = new Queue<string>(command);
        return [.. ProfileStore.Absolute(context.Words.Where(w => !(left.TryPeek(out string? next) && next == w && left.TryDequeue(out _))))];
    }

    private static void Write(ToolContext context, string name, string[] flags)
    {
        var shown = ProfileStore.Shown(flags).ToList();
        context.Results.Write($"{name}: {string.Join(' ', shown)}", ("profile", name), ("flags", shown));
    }
}
