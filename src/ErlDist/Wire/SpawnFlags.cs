namespace ErlDist.Wire;

/// <summary>What a spawn reply says was set up with the new process.</summary>
[Flags]
internal enum SpawnFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The parent is linked to it.</summary>
    Link = 1,

    /// <summary>The parent monitors it, by the request's reference.</summary>
    Monitor = 2,
}
