namespace ErlDist.Tool.Checking;

/// <summary>A line a step: its name, then <c>ok</c> and what was found, or what is wrong and how to mend it.</summary>
internal sealed class CheckReport(TextWriter output)
{
    private const int NameWidth = 12;

    /// <summary>Whether no step was wrong.</summary>
    public bool AllOk { get; private set; } = true;

    public void Ok(string step, string found) => output.WriteLine($"{step.PadRight(NameWidth)} ok, {found}");

    public void Wrong(string step, string wrong)
    {
        AllOk = false;
        output.WriteLine($"{step.PadRight(NameWidth)} WRONG: {wrong.ReplaceLineEndings(" ")}");
    }
}
