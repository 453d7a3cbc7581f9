namespace ErlDist.Fuzz;

/// <summary>
/// A part of the protocol that takes bytes from strangers. A case is a row of messages; most of them are as some real node sent
/// them, some are not.
/// </summary>
public interface IFuzzLayer
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>Makes a case.</summary>
    byte[][] MakeCase(Random random);

    /// <summary>
    /// Runs it. Refusing it by one of our own exceptions is right, any other exception is a find; so is
    /// <see cref="FuzzFindException"/>, for what comes out wrong.
    /// </summary>
    void Run(byte[][] messages);
}

/// <summary>What was taken came out as something else.</summary>
public sealed class FuzzFindException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Does what must not be refused, since it comes from ourselves.</summary>
    public static void IfRefused(Action action)
    {
        try
        {
            action();
        }
        catch (ErlangException e)
        {
            throw new FuzzFindException("what we write ourselves is refused", e);
        }
    }
}
