(** One step of every optimizer on a single weight, and of pipeline training through three layers of one neuron, is the
    step that the theorems speak of (Code_training is recorded from core/optimizer and core/pipeline). *)

From Coq Require Import Reals Lra.
From Aimcert Require Import Sums Norms Spaces Device Responses SignalBounds Network Pipeline StandardNetwork
  Code_training.
From Aimcert Require activation_constants loss_constants.
Local Open Scope R_scope.

(** ** Optimizers, on shifted linear devices *)

Definition shifted (tau c w d : R) : R := update (shifted_linear_plus tau c) (shifted_linear_minus tau c) w d.

(** The same update by what is another expression of the same number. *)
Ltac step_by d := transitivity (d); [reflexivity|unfold shifted; f_equal; ring].

(** W - α g (.) F(W) - α |g| (.) G(W) *)
Lemma analog_sgd tau c alpha w g : code_analog_sgd tau c alpha w g = shifted tau c w (- (alpha * g)).
Proof. step_by (shifted tau c w (- (alpha * 1 * g))). Qed.

Lemma digital_sgd alpha w g : code_digital_sgd alpha w g = w - alpha * g.
Proof. unfold code_digital_sgd. field. Qed.

(** P' = U(P, β g), then W' = U(W, -α (P' + read noise)) *)
Lemma tiki_taka_residual tau_p c_p beta p g : code_tiki_taka_residual tau_p c_p beta p g = shifted tau_p c_p p (beta * g).
Proof. step_by (shifted tau_p c_p p (- (beta * 1 * - g))). Qed.

Lemma tiki_taka_main tau c tau_p c_p alpha beta w p g n :
  code_tiki_taka_main tau c tau_p c_p alpha beta w p g n
  = shifted tau c w (- (alpha * (shifted tau_p c_p p (beta * g) + n))).
Proof. rewrite <- tiki_taka_residual. reflexivity. Qed.

(** P' = U(P, -α g), W' = U(W, β (P' + read noise)), W' + γ P' *)
Lemma residual_array tau_p c_p alpha p g : code_residual_array tau_p c_p alpha p g = shifted tau_p c_p p (- (alpha * g)).
Proof. step_by (shifted tau_p c_p p (- (alpha * 1 * g))). Qed.

Lemma residual_main tau c tau_p c_p alpha beta w p g n :
  code_residual_main tau c tau_p c_p alpha beta w p g n
  = shifted tau c w (beta * (shifted tau_p c_p p (- (alpha * g)) + n)).
Proof.
  rewrite <- residual_array. step_by (shifted tau c w (- (beta * - (code_residual_array tau_p c_p alpha p g + n)))).
Qed.

Lemma residual_point tau c tau_p c_p alpha beta gamma w p g n :
  code_residual_point tau c tau_p c_p alpha beta gamma w p g n
  = code_residual_main tau c tau_p c_p alpha beta w p g n + gamma * code_residual_array tau_p c_p alpha p g.
Proof. reflexivity. Qed.

(** H' = (1-β) H + β (P' + read noise) from H = 0; W' = U(W, β H') where |β H'| > dw_min, else W *)
Lemma residual_v2_buffer tau_p c_p alpha beta p g n :
  code_residual_v2_buffer tau_p c_p alpha beta p g n
  = (1 - beta) * 0 + beta * (shifted tau_p c_p p (- (alpha * g)) + n).
Proof. rewrite <- residual_array. reflexivity. Qed.

Lemma residual_v2_main tau c tau_p c_p alpha beta granularity w p g n :
  let H := code_residual_v2_buffer tau_p c_p alpha beta p g n in
  code_residual_v2_main tau c tau_p c_p alpha beta granularity w p g n
  = if Rlt_dec granularity (Rabs (beta * H)) then shifted tau c w (beta * H) else w.
Proof.
  intros H. transitivity (shifted tau c w (- (beta * (if Rlt_dec (granularity - Rabs (beta * H)) 0 then - H else 0))));
    [reflexivity|]. unfold shifted.
  destruct Rlt_dec, Rlt_dec; try lra.
  - f_equal. ring.
  - replace (- (beta * 0)) with 0 by ring. unfold update. rewrite Rabs_R0. ring.
Qed.

(** ** Pipeline training, on asymmetric linear devices *)

Definition chain : architecture :=
  standard_network 3 (fun _ => 1%nat) (fun _ => activation_constants.hyperbolic_tangent) loss_constants.half_squared_error.
Definition single (v : R) : vector := fun _ => v.
Definition entries (W : tuple) : nat -> R := fun m => W m 0%nat 0%nat.

Lemma update_of_equal tau w d d' : d = d' -> w + d * 1 - Rabs d * ((w - 0) / tau) = ald_update tau w d'.
Proof. intros ->. unfold ald_update, Rdiv. ring. Qed.

Ltac one_step := apply update_of_equal; cbv beta iota zeta delta -[Rplus Rminus Rmult Rdiv Rinv Ropp IZR tanh]; ring.

(** W_3 with the forward pass of layer m on W_{2-(2-m)}, the backward pass on W_2, whatever W_0, W_1 and W_2 are. *)
Lemma asynchronous (W : nat -> tuple) tau alpha x y :
  let next := asynchronous_update chain tau alpha W 2 (Sample (single x) (single y)) in
  code_asynchronous_0 (entries (W 0%nat)) (entries (W 1%nat)) (entries (W 2%nat)) tau alpha x y = next 0%nat 0%nat 0%nat /\
  code_asynchronous_1 (entries (W 0%nat)) (entries (W 1%nat)) (entries (W 2%nat)) tau alpha x y = next 1%nat 0%nat 0%nat /\
  code_asynchronous_2 (entries (W 0%nat)) (entries (W 1%nat)) (entries (W 2%nat)) tau alpha x y = next 2%nat 0%nat 0%nat.
Proof. repeat split; one_step. Qed.

(** W_{k,1} from W_k and W_{k,2} from any W_{k,1}, both with gradients at W_k and the rate α/2. *)
Lemma synchronous_first (W : tuple) tau alpha x y :
  let next := analog_update tau (alpha / 2) W (gradient chain W (Sample (single x) (single y))) in
  code_synchronous_first_0 (entries W) tau alpha x y = next 0%nat 0%nat 0%nat /\
  code_synchronous_first_1 (entries W) tau alpha x y = next 1%nat 0%nat 0%nat /\
  code_synchronous_first_2 (entries W) tau alpha x y = next 2%nat 0%nat 0%nat.
Proof. repeat split; one_step. Qed.

Lemma synchronous_second (W between : tuple) tau alpha x y :
  let next := analog_update tau (alpha / 2) between (gradient chain W (Sample (single x) (single y))) in
  code_synchronous_second_0 (entries W) (entries between) tau alpha x y = next 0%nat 0%nat 0%nat /\
  code_synchronous_second_1 (entries W) (entries between) tau alpha x y = next 1%nat 0%nat 0%nat /\
  code_synchronous_second_2 (entries W) (entries between) tau alpha x y = next 2%nat 0%nat 0%nat.
Proof. repeat split; one_step. Qed.
