; Stands for the app in tests of the installers. `--wait` runs until a file `close` stands beside it; every other command
; ends with the status that the till's data folder holds, and `remove-data` removes that folder where it is 0.

Target amd64-unicode
OutFile "${OUT}"
SilentInstall silent
RequestExecutionLevel user

!include FileFunc.nsh
!include LogicLib.nsh
!define DATA "$LOCALAPPDATA\Kreward POS"

Section
    ${GetParameters} $0
    ${If} $0 == "--wait"
        FileOpen $1 "$EXEDIR\open" w
        FileClose $1
        ${DoUntil} ${FileExists} "$EXEDIR\close"
            Sleep 20
        ${Loop}
        Quit
    ${EndIf}
    StrCpy $2 0
    ${If} ${FileExists} "${DATA}\status"
        FileOpen $1 "${DATA}\status" r
        FileRead $1 $2
        FileClose $1
    ${EndIf}
    ${If} $0 == "remove-data"
    ${AndIf} $2 == 0
        RMDir /r "${DATA}"
    ${EndIf}
    SetErrorLevel $2
SectionEnd
