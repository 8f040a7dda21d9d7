; A helper inside the MSI: `is-open.exe /in=FOLDER` leaves with 11 where a program of the app runs from FOLDER, else 0.
; A running program cannot be opened for writing (error 32). Any other trouble, such as a missing right, is left to
; Windows, which finds files in use too, though late. make_installers.py gives OUT, COMMAND and COUNTER.

Target amd64-unicode
RequestExecutionLevel user
SilentInstall silent
OutFile "${OUT}"

!include FileFunc.nsh
!include LogicLib.nsh

!define FOR_WRITING 0x40000000
!define SHARED_BY_ALL 7
!define EXISTING 3
!define SHARING_VIOLATION 32
!define IN_USE 11

Var Folder

!macro LeaveIfOpen program
    System::Call 'kernel32::CreateFileW(w "$Folder\${program}", i ${FOR_WRITING}, i ${SHARED_BY_ALL}, p 0, i ${EXISTING}, i 0, p 0) p .r0 ? e'
    Pop $1
    ${If} $1 == ${SHARING_VIOLATION}
        SetErrorLevel ${IN_USE}
        Quit
    ${EndIf}
    System::Call 'kernel32::CloseHandle(p r0)'
!macroend

Section
    ${GetParameters} $0
    ${GetOptions} $0 "/in=" $Folder
    !insertmacro LeaveIfOpen "${COMMAND}"
    !insertmacro LeaveIfOpen "${COUNTER}"
SectionEnd
