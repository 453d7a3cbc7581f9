namespace ErlDist.Terms;

/// <summary>A place in a text that is read: the next token, where the one after it is looked for, and how deep it stands.</summary>
internal readonly record struct TextMark(TextToken Next, (int Offset, int Line, int LineStart) Place, int Depth);
