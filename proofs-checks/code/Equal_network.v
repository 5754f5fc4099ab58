(** The passes of core/network/network.hpp through layers of widths 2, 3, 2, forward on V and backward on W, are those that
    the theorems speak of (Code_network is recorded from them). *)

From Coq Require Import Reals Lra.
From Aimcert Require Import Sums Norms Spaces SignalBounds Layers Network StandardNetwork Code_network.
From Aimcert Require activation_constants loss_constants.
Local Open Scope R_scope.

Definition widths (m : nat) : nat := match m with 1%nat => 3 | _ => 2 end.

(** Two layers of one activation with half squared error. *)
Definition two_layers (a : activation_constants.activation) : architecture :=
  standard_network 2 widths (fun _ => a) loss_constants.half_squared_error.

Definition weights (W1 W2 : matrix) : tuple := fun m => match m with O => W1 | _ => W2 end.

(** A formula recorded on V, W, x and the target y. *)
Definition recorded := matrix -> matrix -> matrix -> matrix -> vector -> vector -> R.

Section Passes.
  Variables (V1 V2 W1 W2 : matrix) (x y : vector) (net : architecture).
  Let V := weights V1 V2.
  Let W := weights W1 W2.
  Let s := Sample x y.

  (** What a recorded formula gives on these weights. *)
  Let on (code : recorded) : R := code V1 V2 W1 W2 x y.

  Definition same_preactivations (z1_0 z1_1 z1_2 z2_0 z2_1 : recorded) : Prop :=
    on z1_0 = preactivation net V x 0 0%nat /\ on z1_1 = preactivation net V x 0 1%nat /\
    on z1_2 = preactivation net V x 0 2%nat /\
    on z2_0 = preactivation net V x 1 0%nat /\ on z2_1 = preactivation net V x 1 1%nat.

  Definition same_inputs (x2_0 x2_1 x2_2 x3_0 x3_1 : recorded) : Prop :=
    on x2_0 = input net V x 1 0%nat /\ on x2_1 = input net V x 1 1%nat /\ on x2_2 = input net V x 1 2%nat /\
    on x3_0 = output net V x 0%nat /\ on x3_1 = output net V x 1%nat.

  Definition same_errors (d1_0 d1_1 d1_2 d2_0 d2_1 : recorded) : Prop :=
    on d1_0 = error net V W s 0%nat 0%nat /\ on d1_1 = error net V W s 0%nat 1%nat /\ on d1_2 = error net V W s 0%nat 2%nat /\
    on d2_0 = error net V W s 1%nat 0%nat /\ on d2_1 = error net V W s 1%nat 1%nat.

  Definition same_gradients_1 (g00 g01 g10 g11 g20 g21 : recorded) : Prop :=
    on g00 = backpropagated net V W s 0%nat 0%nat 0%nat /\ on g01 = backpropagated net V W s 0%nat 0%nat 1%nat /\
    on g10 = backpropagated net V W s 0%nat 1%nat 0%nat /\ on g11 = backpropagated net V W s 0%nat 1%nat 1%nat /\
    on g20 = backpropagated net V W s 0%nat 2%nat 0%nat /\ on g21 = backpropagated net V W s 0%nat 2%nat 1%nat.

  Definition same_gradients_2 (g00 g01 g02 g10 g11 g12 : recorded) : Prop :=
    on g00 = backpropagated net V W s 1%nat 0%nat 0%nat /\ on g01 = backpropagated net V W s 1%nat 0%nat 1%nat /\
    on g02 = backpropagated net V W s 1%nat 0%nat 2%nat /\ on g10 = backpropagated net V W s 1%nat 1%nat 0%nat /\
    on g11 = backpropagated net V W s 1%nat 1%nat 1%nat /\ on g12 = backpropagated net V W s 1%nat 1%nat 2%nat.
End Passes.

Ltac unroll := repeat split; cbv beta iota zeta delta -[Rplus Rminus Rmult Rdiv Rinv Ropp IZR tanh]; ring.

Lemma identity_passes V1 V2 W1 W2 x y :
  let net := two_layers activation_constants.identity in
  same_preactivations V1 V2 W1 W2 x y net code_identity_z1_0 code_identity_z1_1 code_identity_z1_2
                      code_identity_z2_0 code_identity_z2_1 /\
  same_inputs V1 V2 W1 W2 x y net code_identity_x2_0 code_identity_x2_1 code_identity_x2_2
              code_identity_x3_0 code_identity_x3_1 /\
  same_errors V1 V2 W1 W2 x y net code_identity_delta1_0 code_identity_delta1_1 code_identity_delta1_2
              code_identity_delta2_0 code_identity_delta2_1 /\
  same_gradients_1 V1 V2 W1 W2 x y net code_identity_gradient1_0_0 code_identity_gradient1_0_1 code_identity_gradient1_1_0
                   code_identity_gradient1_1_1 code_identity_gradient1_2_0 code_identity_gradient1_2_1 /\
  same_gradients_2 V1 V2 W1 W2 x y net code_identity_gradient2_0_0 code_identity_gradient2_0_1 code_identity_gradient2_0_2
                   code_identity_gradient2_1_0 code_identity_gradient2_1_1 code_identity_gradient2_1_2.
Proof. unroll. Qed.

Lemma tanh_passes V1 V2 W1 W2 x y :
  let net := two_layers activation_constants.hyperbolic_tangent in
  same_preactivations V1 V2 W1 W2 x y net code_tanh_z1_0 code_tanh_z1_1 code_tanh_z1_2 code_tanh_z2_0 code_tanh_z2_1 /\
  same_inputs V1 V2 W1 W2 x y net code_tanh_x2_0 code_tanh_x2_1 code_tanh_x2_2 code_tanh_x3_0 code_tanh_x3_1 /\
  same_errors V1 V2 W1 W2 x y net code_tanh_delta1_0 code_tanh_delta1_1 code_tanh_delta1_2
              code_tanh_delta2_0 code_tanh_delta2_1 /\
  same_gradients_1 V1 V2 W1 W2 x y net code_tanh_gradient1_0_0 code_tanh_gradient1_0_1 code_tanh_gradient1_1_0
                   code_tanh_gradient1_1_1 code_tanh_gradient1_2_0 code_tanh_gradient1_2_1 /\
  same_gradients_2 V1 V2 W1 W2 x y net code_tanh_gradient2_0_0 code_tanh_gradient2_0_1 code_tanh_gradient2_0_2
                   code_tanh_gradient2_1_0 code_tanh_gradient2_1_1 code_tanh_gradient2_1_2.
Proof. unroll. Qed.
